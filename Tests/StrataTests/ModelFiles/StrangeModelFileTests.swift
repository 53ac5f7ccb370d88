import Foundation
import StrataIO
import Testing

@testable import Strata

@Suite("Files of models that cannot be read")
struct StrangeModelFileTests {
  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  /// The text of a model with one layer after its input.
  private func model(with layer: String) -> String {
    """
    {"module": "keras", "class_name": "Sequential", "config": {"name": "net", "layers": [
      {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [null, 3], "name": "in"}},
      \(layer)]}, "registered_name": null}
    """
  }

  @Test("Python code is named with its place, and never run")
  func lambda() throws {
    let lambda = """
      {"module": "keras.layers", "class_name": "Lambda", "config": {"name": "double", "function":
        {"class_name": "__lambda__", "config": {"code": "4wEAAAA=", "defaults": null, "closure": null}}}}
      """
    #expect(
      message { _ = try Model.fromJSON(model(with: lambda)) } == """
        the text 'net' (Sequential), layer 'double' (Lambda): this layer is Python code, which is never run. Give Strata \
        what it should be instead: Registry.layers.register("Lambda") { config in … }
        """)
    let activation = """
      {"module": "keras.layers", "class_name": "Dense", "config": {"name": "d", "units": 2, "activation":
        {"class_name": "__lambda__", "config": {"code": "4wEAAAA="}}}}
      """
    #expect(
      message { _ = try Model.fromJSON(model(with: activation)) }.contains(
        "layer 'd' (Dense), activation: this activation is Python code, which is never run"))
  }

  @Test("an unknown class is named with its place and how to make it known")
  func unknown() throws {
    let layer = """
      {"module": "zoo.animals", "class_name": "Cat", "config": {"name": "tom", "lives": 9},
        "registered_name": "Zoo>Cat"}
      """
    #expect(
      message { _ = try Model.fromJSON(model(with: layer)) } == """
        the text 'net' (Sequential), layer 'tom' (Cat): Strata has no layer 'Cat' of zoo.animals. If it is your own, make \
        it known: Registry.layers.register("Cat") { config in … }
        """)
    Registry.layers.register("Zoo>Cat") { config in try Dense(config.int("lives"), name: config.name) }
    defer { Registry.layers.unregister("Zoo>Cat") }
    #expect(try Model.fromJSON(model(with: layer)).layer("tom").weights.map(\.shape) == [[3, 9], [9]])
  }

  @Test("arguments that would be lost are errors")
  func arguments() throws {
    func dense(_ arguments: String) -> String {
      model(with: #"{"class_name": "Dense", "config": {"name": "d", "units": 2, \#(arguments)}}"#)
    }
    #expect(
      message { _ = try Model.fromJSON(dense(#""lora_rank": 4"#)) }.contains(
        "layer 'd' (Dense), lora_rank: Strata's Dense has no such argument"))
    #expect(
      message { _ = try Model.fromJSON(dense(#""dtype": "float8""#)) }.contains(
        "dtype: must be one of 'float32'"))
    #expect(
      message { _ = try Model.fromJSON(dense(#""use_bias": "yes""#)) }.hasSuffix(
        #"use_bias: must be true or false, not "yes""#))
  }

  @Test("Keras's operations are named")
  func operations() throws {
    let input = Input(shape: [3], name: "in")
    let other = Input(shape: [3], name: "other")
    let text = try Model(inputs: [input, other], outputs: Add(name: "sum")([input, other])).toJSON()
    let operation = text.replacingOccurrences(
      of: #"{"module":"keras.layers","class_name":"Add""#,
      with: #"{"module":"keras.src.ops.numpy","class_name":"Arctan2""#)
    try #require(operation != text)
    #expect(message { _ = try Model.fromJSON(operation) }.contains("Strata has no operation 'Arctan2'"))
  }

  @Test("calls that lead nowhere are errors", arguments: ["in2", "sum"])
  func places(name: String) throws {
    let input = Input(shape: [3], name: "in")
    let text = try Model(inputs: input, outputs: Dense(2, name: "sum")(input)).toJSON()
    let broken = text.replacingOccurrences(of: #"["in",0,0]}"#, with: #"["\#(name)",0,0]}"#)
    try #require(broken != text)
    #expect(throws: StrataError.self) { try Model.fromJSON(broken) }
  }

  @Test("every part of a file may be missing or cut off")
  func parts() throws {
    let whole = try ZipArchive(
      decoding: [UInt8](Data(contentsOf: URL(fileURLWithPath: RecordedModel("two").path))), file: "two")
    let files = try whole.entries.map { (name: $0.name, content: try whole.content(of: $0)) }
    let path = NSTemporaryDirectory() + "\(UUID().uuidString).keras"
    defer { try? FileManager.default.removeItem(atPath: path) }
    for index in files.indices where files[index].name != "metadata.json" {
      for count in [nil, 0, 1, 100, files[index].content.count / 2, files[index].content.count - 1] {
        var files = files
        if let count {
          files[index].content = Array(files[index].content.prefix(count))
        } else {
          files.remove(at: index)
        }
        try ZipArchive.write(files, to: path)
        #expect(throws: StrataError.self) { try Model.load(from: path) }
      }
    }
  }

  @Test("weights of another model are all listed")
  func otherWeights() throws {
    let path = NSTemporaryDirectory() + "\(UUID().uuidString).keras"
    defer { try? FileManager.default.removeItem(atPath: path) }
    func part(_ name: String, of model: String) throws -> [UInt8] {
      let archive = try ZipArchive(
        decoding: [UInt8](Data(contentsOf: URL(fileURLWithPath: RecordedModel(model).path))), file: model)
      return try archive.content(of: #require(archive.entries.first { $0.name == name }))
    }
    try ZipArchive.write(
      [
        ("config.json", part("config.json", of: "two")),
        ("model.weights.h5", part("model.weights.h5", of: "text")),
      ], to: path)
    let text = message { _ = try Model.load(from: path) }
    #expect(text.contains("topic/kernel (layers/dense_1/vars/0): missing in the file"))
    #expect(text.contains("layers/gru/cell/vars/0: in the file, but not in the model"))
  }
}
