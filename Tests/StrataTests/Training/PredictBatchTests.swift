import Testing

@testable import Strata

/// One batch is predicted without copies; nobody may notice.
@Suite struct PredictBatchTests {
  private let x = Tensor.randomUniform([9, 4], seed: 1)

  @Test(arguments: [1, 2, 4, 8, 9, 32]) func batchesDoNotMatter(batchSize: Int) throws {
    let model = try Sequential([Input(shape: [4]), Dense(5, activation: .tanh)])
    let whole = try compiled { (x: Tensor) in try model(x) }(x)
    let predicted = try model.predict(x, batchSize: batchSize)
    #expect(predicted.shape == [9, 5])
    for (predicted, expected) in zip(predicted.floats, whole.floats) {
      #expect(abs(predicted - expected) < 1e-6)
    }
  }

  @Test func laterPredictionsLeaveEarlierOnesAlone() throws {
    let model = try Sequential([Input(shape: [4]), Dense(5, activation: .tanh)])
    let first = try model.predict(x)
    let copy = first.floats
    _ = try model.predict(x * 2)
    #expect(first.floats == copy)
  }

  /// The types of the last inputs are not looked at again; others are.
  @Test func otherInputsAreStillChecked() throws {
    let model = try Sequential([Input(shape: [4]), Dense(5)])
    _ = try model.predict(x)
    #expect(throws: StrataError.self) { try model.predict(Tensor.zeros([9, 3])) }
    #expect(throws: StrataError.self) { try model.predict(Tensor.zeros([0, 4])) }
    #expect(try model.predict(x).shape == [9, 5])
  }

  @Test func aModelThatChangesIsCheckedAnew() throws {
    let model = try Sequential([Dense(4)])
    _ = try model.predict(x)
    try model.add(Dense(2))
    #expect(try model.predict(x).shape == [9, 2])
  }
}
