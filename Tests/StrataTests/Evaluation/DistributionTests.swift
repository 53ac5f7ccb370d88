import Testing

@testable import Strata

@Suite("Distributions of numbers")
struct DistributionTests {
  @Test("Histograms are NumPy's", arguments: try! EvaluationFixture.cases("histograms"))
  func histogram(_ recorded: EvaluationFixture.Case) throws {
    let limits = try recorded.optionalNumbers("range")
    let values = try recorded.numbers("values")
    let histogram = Histogram(
      values, bins: try #require(recorded["bins"]?.integer), range: limits.map { $0[0]...$0[1] })
    let counts = try recorded.numbers("counts").map { Int($0) }
    #expect(histogram.counts == counts)
    #expect(histogram.outside == values.count - counts.reduce(0, +))
    expectAgree(histogram.edges, try recorded.numbers("edges"), "edges")
  }

  @Test("NaN and infinity are counted apart")
  func notFinite() {
    let histogram = Histogram([.nan, 1, .infinity, 3, -.infinity], bins: 2)
    #expect(histogram.counts == [1, 1])
    #expect(histogram.edges == [1, 2, 3])
    #expect(histogram.outside == 3)
    #expect(Histogram([.nan], bins: 1).counts == [0])
  }

  @Test(
    "How well a regression fits is scikit-learn's", arguments: try! EvaluationFixture.cases("regressions"))
  func regression(_ recorded: EvaluationFixture.Case) throws {
    let fit = try RegressionFit(
      truths: recorded.numbers("truths"), predictions: recorded.numbers("predictions"))
    expectAgree(
      [try #require(fit.r2), fit.meanAbsoluteError, fit.rootMeanSquaredError],
      [
        try recorded.number("r2"), try recorded.number("meanAbsoluteError"),
        try recorded.number("rootMeanSquaredError"),
      ])
  }

  @Test("A truth that does not vary has no explained share")
  func constantTruth() throws {
    let fit = try RegressionFit(truths: [2, 2], predictions: [1, 4])
    #expect(fit.r2 == nil)
    #expect(fit.bias == 0.5)
    #expect(fit.residuals == [-1, 2])
  }
}
