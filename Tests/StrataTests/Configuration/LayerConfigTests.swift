import StrataIO
import Testing

@testable import Strata

/// Layers made out of Keras's configs describe themselves as Keras does.
struct LayerConfigTests {
  private static let fixture = Result { try Fixture("layerConfigs") }

  static func recordedLayers() throws -> [Fixture.Case] {
    try fixture.get().cases.filter { $0["kind"]?.string == "layer" }
  }

  @Test(arguments: try recordedLayers())
  func readAndWritten(recorded: Fixture.Case) throws {
    let object = try #require(recorded["object"])
    let written = try Registry.layers.make(from: object, place: "here").json
    expectSame(written, object)
  }

  static func layersOfKeras2() throws -> [Fixture.Case] { try Fixture("layerConfigsOfKeras2").cases }

  @Test(arguments: try layersOfKeras2())
  func readFromKeras2(recorded: Fixture.Case) throws {
    let (old, new) = (try #require(recorded["old"]), try #require(recorded["new"]))
    let written = try Registry.layers.make(from: old, place: "here").json
    expectSame(written, new)
  }

  /// Models of old versions have no `InputLayer`; their first layer has the shape of the input.
  @Test
  func inputShapeInFirstLayerOfKeras2() throws {
    let dense = try #require(
      try Self.layersOfKeras2().first { $0["old"]?["config"]?["batch_input_shape"] != nil }?["old"])
    let config: JSONObject = ["name": .string("old"), "layers": .array([dense])]
    let object: JSONValue = .object(["class_name": .string("Sequential"), "config": .object(config)])
    let model = try Registry.layers.make(from: object, place: "here")
    #expect(model.weights.map(\.shape) == [[4, 3], [3]])
  }

  @Test
  func everyClassIsRecorded() throws {
    let recorded = try Self.recordedLayers().compactMap { $0["object"]?["class_name"]?.string }
    let models = ["Functional", "Model", "Sequential"]
    #expect(Set(Registry.layers.ownClassNames).subtracting(recorded + models) == [])
  }

  private func expectSame(_ written: JSONValue, _ recorded: JSONValue) {
    // Keras lists the arguments of this class as its constructor does; of the others, the common ones first.
    if recorded["class_name"]?.string == "ELU" {
      #expect(written.withKeysSorted == recorded.withKeysSorted)
    } else {
      #expect(written.withDoubles == recorded.withDoubles)
    }
  }

  @Test
  func drawnSeeds() throws {
    let recorded = try Self.fixture.get().named("seeds")
    let objects = try #require(recorded["objects"]?.array)
    let seed = try #require(recorded["seed"]?.integer)
    try withRandomSeed(UInt32(seed)) {
      let layers = try objects.map { try Registry.layers.make(from: $0, place: "here") }
      let seeds = layers.map { JSONValue.array($0.allSeeds.map { .integer($0) }) }
      #expect(JSONValue.array(seeds) == recorded["seeds"])
      #expect(GlobalRandom.drawSeed() == recorded["next"]?.integer)
    }
  }
}

extension Layer {
  fileprivate var allSeeds: [Int] {
    ownSeedGenerators.map { Int($0.state.value.scalars(as: UInt32.self)[0]) } + sublayers.flatMap(\.allSeeds)
  }
}

extension JSONValue {
  /// The same with 1 as 1.0, which files do not tell apart.
  var withDoubles: JSONValue {
    switch self {
    case .integer(let value): .number(Double(value))
    case .array(let elements): .array(elements.map(\.withDoubles))
    case .object(let object): .object(object.mappingValues(\.withDoubles))
    default: self
    }
  }

  /// The same with the keys of all objects in alphabetical order.
  fileprivate var withKeysSorted: JSONValue {
    guard let object else { return array.map { .array($0.map(\.withKeysSorted)) } ?? withDoubles }
    var sorted: JSONObject = [:]
    for key in object.keys.sorted() { sorted[key] = object[key]?.withKeysSorted }
    return .object(sorted)
  }
}

extension JSONObject {
  fileprivate func mappingValues(_ transform: (JSONValue) -> JSONValue) -> JSONObject {
    var mapped: JSONObject = [:]
    for (key, value) in self { mapped[key] = transform(value) }
    return mapped
  }
}
