import Foundation
import StrataIO
import Testing

@testable import Strata

@Suite("Losses")
struct LossTests {
  @Test("Values and gradients are Keras's", arguments: try! Fixture("losses").cases)
  func recorded(_ recorded: Fixture.Case) throws {
    // Keras leaves this argument out of the configuration.
    let loss =
      recorded.name == "huber/delta"
      ? Huber(delta: 2.5) : try Registry.losses.make(from: #require(recorded["loss"]), place: recorded.name)
    #expect(loss.name == recorded["loss"]?["config"]?["name"]?.string)
    let yTrue = Tensor(try recorded.array("yTrue").hostBuffer())
    let yPred = Tensor(try recorded.array("yPred").hostBuffer())
    let weight =
      recorded["sampleWeight"]?.isNull == false
      ? Tensor(try recorded.array("sampleWeight").hostBuffer()) : nil
    expectClose(
      loss(yTrue, yPred, sampleWeight: weight), try recorded.array("value"), "\(recorded.name), value")
    // At a bound of the clipping JAX takes half of the gradient; here it is 0.
    guard recorded.name != "klDivergence/saturated" else { return }
    let gradient = try gradient(at: yPred) { loss(yTrue, $0, sampleWeight: weight).sum() }
    expectClose(gradient, try recorded.array("gradient"), "\(recorded.name), gradient")
  }

  @Test("Class numbers may be integers")
  func integerLabels() {
    let yPred = Tensor([0.1, 0.2, 0.7, 0.5, 0.3, 0.2] as [Float], shape: [2, 3])
    let expected = -Float(Foundation.log(0.7 as Double) + Foundation.log(0.5 as Double)) / 2
    let loss = SparseCategoricalCrossentropy()
    for labels in [Tensor([2, 0] as [UInt8]), Tensor([2, 0] as [Int32]), Tensor([2, 0] as [Int64])] {
      expectClose(loss(labels, yPred).scalars(), [expected])
    }
  }

  @Test("A mask leaves positions out of the mean")
  func mask() {
    let yTrue = Tensor([0, 0, 0, 0] as [Float], shape: [2, 2, 1])
    let yPred = Tensor([1, 2, 3, 10] as [Float], shape: [2, 2, 1])
    let mask = Tensor([true, true, true, false], shape: [2, 2])
    let loss = MeanSquaredError()
    expectClose(loss(yTrue, yPred, mask: mask).scalars(), [14.0 / 3])
    let weight = Tensor([1, 2, 1, 1] as [Float], shape: [2, 2])
    expectClose(loss(yTrue, yPred, sampleWeight: weight, mask: mask).scalars(), [(1 + 8 + 9) / 3])
    let nothing = Tensor([false, false, false, false], shape: [2, 2])
    expectClose(loss(yTrue, yPred, mask: nothing).scalars(), [0])
  }

  @Test("A loss may be a closure")
  func custom() {
    let loss: any Loss = .custom("largest") { ($0 - $1).abs().max(axis: -1) }
    let yTrue = Tensor([0, 0, 0, 0] as [Float], shape: [2, 2])
    let yPred = Tensor([1, -4, 3, 2] as [Float], shape: [2, 2])
    #expect(loss.name == "largest")
    expectClose(loss(yTrue, yPred).scalars(), [3.5])
  }
}

@Suite("Checks of losses before training")
struct LossValidationTests {
  private let sparse = SparseCategoricalCrossentropy()

  @Test("Labels must be classes of the model")
  func labelsOutOfRange() throws {
    try sparse.validate(Tensor([0, 2, 1] as [Int32]), outputShape: [nil, 3])
    #expect(throws: StrataError.labelOutOfRange(label: 3, classes: 3, index: 2)) {
      try sparse.validate(Tensor([0, 1, 3] as [Int32]), outputShape: [nil, 3])
    }
    #expect(throws: StrataError.labelOutOfRange(label: -1, classes: 3, index: 1)) {
      try sparse.validate(Tensor([0, -1] as [Float], shape: [2, 1]), outputShape: [nil, 3])
    }
    // The index is that of the sample, not of the position within it.
    #expect(throws: StrataError.labelOutOfRange(label: 9, classes: 3, index: 1)) {
      try sparse.validate(Tensor([0, 1, 2, 9] as [UInt8], shape: [2, 2]), outputShape: [nil, 2, 3])
    }
  }

  @Test("An ignored label need not be a class")
  func ignoredLabel() throws {
    try SparseCategoricalCrossentropy(ignoreClass: -1)
      .validate(Tensor([0, -1] as [Int32]), outputShape: [nil, 3])
  }

  @Test("Labels must be whole numbers", arguments: [0.5, .nan, .infinity] as [Float])
  func fractionalLabels(_ label: Float) {
    #expect {
      try sparse.validate(Tensor([0, 1, label]), outputShape: [nil, 3])
    } throws: { error in
      guard case StrataError.invalidData(let reason) = error else { return false }
      return reason.contains("sample 2")
    }
  }

  @Test("Shapes must agree, and the message names both")
  func shapes() throws {
    let squared = MeanSquaredError()
    try squared.validate(Tensor.zeros([5]), outputShape: [nil, 1])
    try squared.validate(Tensor.zeros([5, 1]), outputShape: [nil])
    try squared.validate(Tensor.zeros([5, 3, 1]), outputShape: [nil, 3])
    try squared.validate(Tensor.zeros([5, 7, 2]), outputShape: [nil, nil, 2])
    for (loss, shape): (any Loss, [Int]) in [
      (squared, [5, 2]), (squared, [5]), (CategoricalCrossentropy(), [5]), (BinaryCrossentropy(), [5, 3, 2]),
      (sparse, [5, 3]), (sparse, [5, 1, 1]),
    ] {
      #expect {
        try loss.validate(Tensor.zeros(shape), outputShape: [nil, 3])
      } throws: { error in
        guard case StrataError.invalidData(let reason) = error else { return false }
        return reason.contains("(None, 3)") && reason.contains("(5,")
      }
    }
  }
}
