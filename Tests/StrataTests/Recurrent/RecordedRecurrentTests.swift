import StrataIO
import Testing

@testable import Strata

/// Single calls of recurrent layers, and of the layers that go with them, against Keras on JAX.
@Suite("Recurrent layers compute what Keras recorded")
struct RecordedRecurrentTests {
  static let cases = try! Fixture("recurrent").cases.filter { $0["kind"]?.string == "call" }

  /// The case's layer with the recorded weights; its first call is still to come.
  private func preparedLayer(_ recorded: Fixture.Case) throws -> Layer {
    let layer = try KerasConfig(recorded["layer"]).layer()
    try layer.build(inputShape: [nil] + recorded.array("input").type.shape.dropFirst().map(Optional.init))
    let weights = try #require(recorded["weights"]?.array)
    #expect(layer.weights.map(\.name) == weights.map { $0["name"]?.string })
    try layer.setWeights(weights.map { Tensor(try recorded.array(try #require($0["value"]))) })
    return layer
  }

  /// The layer's output and as many of its states as are recorded.
  private func outputs(
    _ layer: Layer, _ recorded: Fixture.Case, _ input: Tensor, _ initialState: [Tensor]
  ) throws -> [Tensor] {
    let mask = try recorded["mask"]?.isNull == false ? Tensor(recorded.array("mask")) : nil
    let training = try #require(recorded["training"]?.bool as Bool?)
    let given = initialState.isEmpty ? nil : initialState
    let count = try tensors(recorded, "outputs").count
    if let layer = layer as? RNN {
      let (output, states) = try layer.outputAndStates(
        input, initialState: given, mask: mask, training: training)
      return Array(([output] + states).prefix(count))
    }
    if let layer = layer as? Bidirectional, given != nil {
      return [
        try layer.outputAndStates(input, initialState: given, mask: mask, training: training).output
      ]
    }
    return [try layer(input, mask: mask, training: training)]
  }

  private func tensors(_ recorded: Fixture.Case, _ field: String) throws -> [HostArray] {
    try #require(recorded[field]?.array).map { try recorded.array($0) }
  }

  @Test("Outputs, states, and weights that a call changes", arguments: cases)
  func output(recorded: Fixture.Case) throws {
    let layer = try preparedLayer(recorded)
    let initialState = try tensors(recorded, "initialState").map { Tensor($0) }
    let found = try outputs(layer, recorded, Tensor(recorded.array("input")), initialState)
    let expected = try tensors(recorded, "outputs")
    #expect(found.count == expected.count)
    for (index, (tensor, array)) in zip(found, expected).enumerated() {
      expectClose(tensor, array, absolute: 2e-6, "output \(index)")
    }
    for (weight, entry) in zip(layer.weights, try #require(recorded["weights"]?.array)) {
      let after = try #require(entry["after"])
      let array = try recorded.array(after.isNull ? try #require(entry["value"]) : after)
      expectClose(weight.value, array, "\(weight.path) after the call")
    }
  }

  @Test("Gradients with respect to weights, input and first states", arguments: cases)
  func gradients(recorded: Fixture.Case) throws {
    let layer = try preparedLayer(recorded)
    let input = Tensor(try recorded.array("input"))
    let initialState = try tensors(recorded, "initialState").map { Tensor($0) }
    let cotangents = try tensors(recorded, "cotangents").map { Tensor($0) }
    func weightedSum(_ outputs: [Tensor]) -> Tensor {
      zip(outputs, cotangents).map { ($0 * $1).sum() }.reduce(Tensor(Float(0)), +)
    }
    let entries = try #require(recorded["weights"]?.array)
    let trained = zip(layer.weights, entries).filter { $1["gradient"]?.isNull == false }
    let (_, weightGradients) = try valueAndGradient(for: trained.map(\.0)) {
      weightedSum(try outputs(layer, recorded, input, initialState))
    }
    for (entry, gradient) in zip(trained.map(\.1), weightGradients) {
      let key = try #require(entry["gradient"])
      expectClose(gradient, try recorded.array(key), absolute: 1e-5, "the gradient \(key)")
    }
    guard recorded["inputGradient"]?.isNull == false else { return }
    // The dropout masks are those of the first call again.
    let again = try preparedLayer(recorded)
    let (_, gradients) = try valueAndGradient(at: [input] + initialState) { arguments in
      weightedSum(try outputs(again, recorded, arguments[0], Array(arguments.dropFirst())))
    }
    let expected = [try recorded.array("inputGradient")] + (try tensors(recorded, "initialStateGradients"))
    for (index, (gradient, array)) in zip(gradients, expected).enumerated() {
      expectClose(gradient, array, absolute: 1e-5, "the gradient of argument \(index)")
    }
  }
}
