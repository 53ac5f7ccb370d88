import Testing

@testable import Strata

@Suite struct PenaltyTests {
  @Test func defaultsAreThoseOfKeras() {
    let ones = Tensor.ones([2, 3])
    let expected: [(any Regularizer, Float)] = [(.l1(), 0.06), (.l2(), 0.06), (.l1l2(), 0)]
    for (regularizer, value) in expected {
      expectClose(regularizer(ones).scalars(), [value], "\(regularizer)")
    }
  }

  @Test func vectorsOfLengthZeroStayWhatTheyAre() {
    let zeros = Tensor.zeros([3, 2])
    for constraint: any Constraint in [.maxNorm(), .unitNorm(), .minMaxNorm(minValue: 1, maxValue: 2)] {
      #expect(constraint(zeros).scalars(as: Float.self) == [0, 0, 0, 0, 0, 0], "\(constraint)")
    }
    #expect(OrthogonalRegularizer()(zeros).scalar(as: Float.self) == 0)
  }

  @Test func orthogonalRowsAreNotPenalized() {
    #expect(OrthogonalRegularizer()(Tensor.eye(3, columns: 4)).scalar(as: Float.self) == 0)
  }
}
