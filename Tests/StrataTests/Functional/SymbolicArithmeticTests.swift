import Foundation
import StrataIO
import Testing

@testable import Strata

@Suite("Arithmetic in functional models")
struct SymbolicArithmeticTests {
  @Test("operators compute what they compute on tensors")
  func values() throws {
    try expect({ a, b in try (a + b) * (2 - a / b) }, { a, b in (a + b) * (2 - a / b) })
    try expect({ a, b in try a - (-b) * 0.5 }, { a, b in a + b * 0.5 })
    try expect({ a, b in try 3 / (b + 4) - a }, { a, b in 3 / (b + 4) - a })
    try expect({ a, b in try 1 + a * b }, { a, b in 1 + a * b })
    try expect({ a, b in try 2 * (b - 3) / a }, { a, b in 2 * (b - 3) / a })
    try expect({ a, b in try a / 4 + b }, { a, b in a / 4 + b })
  }

  /// Compares a model of two inputs with the same formula on numbers.
  private func expect(
    _ formula: (SymbolicTensor, SymbolicTensor) throws -> SymbolicTensor, _ expected: (Float, Float) -> Float,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let (a, b) = (Input(shape: [3], name: "a"), Input(shape: [3], name: "b"))
    let model = try Model(inputs: [a, b], outputs: formula(a.symbolicTensor, b.symbolicTensor))
    let x: [Float] = [1, -2, 3, 0.5, 4, -1]
    let y: [Float] = [2, 5, -3, 1, 8, 7]
    let predicted = try model.predictAll([Tensor(x, shape: [2, 3]), Tensor(y, shape: [2, 3])])[0]
    for (value, other) in zip(predicted.scalars(as: Float.self), zip(x, y).map(expected)) {
      #expect(abs(value - other) < 1e-5, sourceLocation: sourceLocation)
    }
  }

  @Test("operations are not among the layers")
  func layers() throws {
    let input = Input(shape: [4], name: "in")
    let hidden = try Dense(4, name: "hidden")(input)
    let model = try Model(inputs: input, outputs: Dense(1, name: "out")(input + hidden))
    #expect(model.layers.map(\.name) == ["in", "hidden", "out"])
    #expect(model.weights.map(\.path) == ["hidden/kernel", "hidden/bias", "out/kernel", "out/bias"])
    #expect(model.layerSummaries().map(\.className) == ["InputLayer", "Dense", "Add", "Dense"])
    #expect(try model.output.shape == [nil, 1])
  }

  @Test("shapes are broadcast to each other, or an error names them")
  func shapes() throws {
    let wide = Input(shape: [5, 1, 3], name: "wide")
    let row = Input(shape: [4, 3], batchSize: 1, name: "row")
    #expect(try (wide + row).shape == [nil, 5, 4, 3])
    let other = Input(shape: [5, 1, 2], name: "other")
    #expect(throws: StrataError.self) { try wide * other }
  }

  @Test("a text describes operations and their numbers as Keras does")
  func text() throws {
    let input = Input(shape: [2], name: "in")
    let text = try Model(inputs: input, outputs: 2 - input * 0.5).toJSON()
    let config = try JSONValue(parsing: text.utf8, file: "text")["config"]
    let layers = try #require(config?["layers"]?.array)
    #expect(layers.map { $0["class_name"]?.string } == ["InputLayer", "Multiply", "Subtract"])
    #expect(layers[1]["module"] == "keras.src.ops.numpy")
    #expect(layers[1]["registered_name"] == "Multiply")
    #expect(layers[1]["inbound_nodes"]?[0]?["args"]?[1] == .number(0.5))
    #expect(layers[2]["inbound_nodes"]?[0]?["args"]?[0] == .integer(2))
    let x = Tensor([[4, 6]] as [[Float]])
    #expect(try Model.fromJSON(text).predictAll([x])[0].scalars(as: Float.self) == [0, -1])
  }

  @Test(
    "operands in files that do not go with the operation are errors",
    arguments: [
      (#"0.5],"kwargs""#, #"0.5,0.5],"kwargs""#), (#"0.5],"kwargs""#, #""half"],"kwargs""#),
      (#"0.5],"kwargs""#, #"],"kwargs""#),
      (#""config":{"name":"multiply"}"#, #""config":{"name":"multiply","axis":3}"#),
      (
        #"{"class_name":"__keras_tensor__","config":{"shape":[null,2],"dtype":"float32","keras_history":["in",0,0]}}"#,
        "2"
      ),
      (#""class_name":"Multiply""#, #""class_name":"Reshape""#),
      (#""class_name":"Multiply""#, #""class_name":"Concatenate""#),
    ])
  func mistakes(part: String, replacement: String) throws {
    let input = Input(shape: [2], name: "in")
    let half = try input * 0.5
    let text = try Model(inputs: input, outputs: half).toJSON()
      .replacingOccurrences(of: "\"\(half.layer.name)\"", with: "\"multiply\"")
    let broken = text.replacingOccurrences(of: part, with: replacement)
    try #require(broken != text)
    #expect(throws: StrataError.self) { try Model.fromJSON(broken) }
  }
}
