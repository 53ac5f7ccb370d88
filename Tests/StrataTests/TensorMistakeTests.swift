import Testing

@testable import Strata

@Suite("Mistakes stop the program and say what is wrong where")
struct TensorMistakeTests {
  /// - Parameter here: whether the message names this file, which an operator cannot know.
  private func expect(_ result: ExitTest.Result?, says message: String, here: Bool = true) throws {
    let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(text.contains(message), "the message is \(text)")
    if here { #expect(text.hasPrefix("StrataTests/TensorMistakeTests.swift:"), "the message is \(text)") }
  }

  @Test("Shapes that cannot be broadcast")
  func broadcasting() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.zeros([2, 3]) + Tensor.zeros([4])
    }
    try expect(result, says: "add: the shapes [2, 3] and [4] do not fit", here: false)
  }

  @Test("A matrix product")
  func product() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = matmul(.zeros([2, 3]), .zeros([4, 5]))
    }
    try expect(result, says: "matmul: the shapes [2, 3] and [4, 5] do not fit")
  }

  @Test("Gradients taken before the model was built")
  func gradientsOfAnUnbuiltModel() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let model = try Sequential { Dense(1) }
      let weights = model.trainableWeights
      let (_, gradients) = try valueAndGradient(for: weights) {
        try model(.ones([1, 2])).sum()
      }
      try SGD().apply(gradients, to: model.trainableWeights)
    }
    try expect(result, says: "0 gradients for 2 variables: a model has no weights", here: false)
  }

  @Test("An axis")
  func axis() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.zeros([2, 3]).sum(axis: 2)
    }
    try expect(
      result, says: "sum: axis 2 does not exist in a tensor of shape [2, 3]")
  }

  @Test("A position")
  func position() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.zeros([2, 3])[0, 3]
    }
    try expect(
      result, says: "position 3 is not in axis 1 of a tensor of shape [2, 3]")
  }

  @Test("A shape with another number of elements")
  func reshaping() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.zeros([2, 3]).reshaped(4, -1)
    }
    try expect(result, says: "reshaped: 6 elements")
  }

  @Test("Reading a traced tensor")
  func reading() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try? compiled { (x: Tensor) in x * x.scalar(as: Float.self) }(Tensor(1 as Float))
    }
    try expect(result, says: "traced tensor float32[] cannot be read")
  }

  @Test("Rows of different lengths")
  func ragged() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor([[1, 2], [3]])
    }
    try expect(result, says: "rows of different lengths [2, 1]")
  }
}
