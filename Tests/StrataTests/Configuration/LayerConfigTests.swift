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
    // Keras lists the arguments of this one as its constructor does, the others the common ones first.
    if object["class_name"]?.string == "ELU" {
      #expect(written.withKeysSorted == object.withDoubles.withKeysSorted)
    } else {
      #expect(written.withDoubles == object.withDoubles)
    }
  }

  @Test
  func everyClassIsRecorded() throws {
    let recorded = try Self.recordedLayers().compactMap { $0["object"]?["class_name"]?.string }
    let models = ["Functional", "Model", "Sequential"]
    #expect(Set(Registry.layers.ownClassNames).subtracting(recorded + models) == [])
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
