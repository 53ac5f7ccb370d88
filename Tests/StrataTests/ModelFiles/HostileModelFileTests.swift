import Foundation
import StrataGraph
import StrataIO
import Testing

@testable import Strata

@Suite("Files of models that claim too much")
struct HostileModelFileTests {
  /// The text of a model of a layer with an input of three features.
  private func model(_ layers: [(className: String, config: String)], input: String = "[null, 3]") -> String {
    let texts = layers.map {
      """
      {"module": "keras.layers", "class_name": "\($0.className)", "config": {\($0.config)}}
      """
    }
    return """
      {"module": "keras", "class_name": "Sequential", "config": {"name": "net", "layers": [
        {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": \(input), "name": "in"}},
        \(texts.joined(separator: ",\n"))]}, "registered_name": null}
      """
  }

  private func archive(_ config: String) throws -> [UInt8] {
    let path = NSTemporaryDirectory() + "\(UUID().uuidString).keras"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try ZipArchive.write(
      [("config.json", Array(config.utf8)), ("model.weights.h5", HDF5Writer().encoded())], to: path)
    return try File.read(path)
  }

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch {
      return error is StrataError ? "\(error)" : "another error"
    }
  }

  @Test("weights that the file cannot hold are not made")
  func weights() throws {
    let claim = model([("Dense", #""name": "large", "units": 1000000000"#)])
    let text = message { _ = try Model.load(decoding: archive(claim), file: "claim.keras") }
    #expect(
      text.contains("describes weights that a file of")
        && text.contains("'net/large/kernel' would take 12000000000 bytes"))
    let many = model((0..<10).map { ("Dense", #""name": "d\#($0)", "units": 10000"#) })
    #expect(
      message { _ = try Model.load(decoding: archive(many), file: "many.keras") }.contains(
        "'net/d1/kernel' would take 400000000 bytes"))
    let text2 = message {
      _ = try Model.fromJSON(model([("Embedding", #""input_dim": 2000000000, "output_dim": 2000000"#)]))
    }
    #expect(text2.contains("do not fit in"))
  }

  @Test(
    "numbers that no model has are errors",
    arguments: [
      ("Dense", #""units": 4611686018427387904"#), ("Dense", #""units": 1e300"#),
      ("RepeatVector", #""n": 9223372036854775807"#),
      ("RepeatVector", #""n": -9223372036854775808"#),
      ("Reshape", #""target_shape": [2147483647, 2147483647, 2147483647, -1]"#),
    ])
  func numbers(className: String, config: String) throws {
    #expect(message { _ = try Model.fromJSON(model([(className, config)])) } != "no error")
  }

  @Test("shapes that no memory holds are errors, and long sequences take no time")
  func shapes() throws {
    let repeats = (0..<4).flatMap {
      [("RepeatVector", #""name": "r\#($0)", "n": 2000000000"#), ("Flatten", #""name": "f\#($0)""#)]
    }
    #expect(message { _ = try Model.fromJSON(model(repeats)) }.contains("too large for any memory"))
    let input = "[null, 2000000000, 2000000000, 2000000000]"
    #expect(
      message { _ = try Model.fromJSON(model([("Flatten", "")], input: input)) }.contains("fits in memory"))
    let inner = #""layer": {"class_name": "BatchNormalization", "config": {"name": "b"}}"#
    let long = try Model.fromJSON(model([("TimeDistributed", inner)], input: "[null, 500000000, 3]"))
    #expect(try long.output.shape == [nil, 500_000_000, 3])
    let wide = try Model.fromJSON(
      model(
        [("UpSampling2D", #""size": 300, "interpolation": "bilinear""#)], input: "[null, 3000, 3000, 1]"))
    #expect(try wide.output.shape == [nil, 900_000, 900_000, 1])
  }

  /// A layer with a mistake that its author has not met yet.
  private final class Clumsy: Layer {
    override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
      input.reshaped([input.shape[0], 7]) + 1
    }
  }

  @Test("an operation that does not fit its operands is an error where only shapes are asked for")
  func mistakes() throws {
    let text = message { _ = try Clumsy(name: "clumsy").outputShapes(for: [[nil, 3]]) }
    #expect(text.contains("layer 'clumsy'") && text.contains("reshape"))
  }

  @Test("the weights of a model go with it")
  func release() throws {
    weak var kernel: Variable?
    do {
      let model = try Model.fromJSON(model([("Dense", #""name": "d", "units": 4"#)]))
      kernel = try model.layer("d").weights[0]
      #expect(kernel != nil)
      _ = try model.predict(Tensor.zeros([2, 3]))
    }
    #expect(kernel == nil)
  }

  @Test("weights that are read are not drawn, and later ones are drawn as ever")
  func draws() throws {
    let config = model([("Dense", #""name": "d", "units": 4"#)])
    let (drawn, after) = try withRandomSeed(3) {
      (try Model.fromJSON(config), try Dense(5).kernelForInput(3))
    }
    let path = NSTemporaryDirectory() + "\(UUID().uuidString).keras"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try drawn.save(to: path)
    let (loaded, afterLoading) = try withRandomSeed(3) {
      (try Model.load(from: path), try Dense(5).kernelForInput(3))
    }
    #expect(afterLoading == after)
    #expect(
      try loaded.layer("d").getWeights()[0].scalars(as: Float.self)
        == drawn.layer("d").getWeights()[0].scalars(as: Float.self))
  }
}

extension Dense {
  fileprivate func kernelForInput(_ size: Int) throws -> [Float] {
    try build(inputShape: [nil, size])
    return try getWeights()[0].scalars(as: Float.self)
  }
}
