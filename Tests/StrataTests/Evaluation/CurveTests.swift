import Testing

@testable import Strata

@Suite("Curves over thresholds")
struct CurveTests {
  @Test("Points and areas are scikit-learn's", arguments: try! EvaluationFixture.cases("curves"))
  func recorded(_ recorded: EvaluationFixture.Case) throws {
    let weights = try recorded.optionalNumbers("weights").map { Tensor($0) }
    let labels = try recorded.tensor("labels")
    let scores = try recorded.tensor("scores")
    let roc = try ROCCurve(labels: labels, scores: scores, weights: weights)
    expectAgree(roc.thresholds, try recorded.numbers("thresholds"), "thresholds")
    expectAgree(roc.falsePositiveRates, try recorded.numbers("falsePositiveRates"), "false positives")
    expectAgree(roc.truePositiveRates, try recorded.numbers("truePositiveRates"), "true positives")
    #expect(abs(try #require(roc.auc) - (try recorded.number("auc"))) < 1e-12)

    let curve = try PrecisionRecallCurve(labels: labels, scores: scores, weights: weights)
    // scikit-learn goes from the lowest threshold to the highest.
    expectAgree(curve.precisions.reversed(), try recorded.numbers("precisions"), "precisions")
    expectAgree(curve.recalls.reversed(), try recorded.numbers("recalls"), "recalls")
    expectAgree(
      curve.thresholds.dropFirst().reversed(), try recorded.numbers("precisionThresholds"), "thresholds")
    #expect(abs(try #require(curve.averagePrecision) - (try recorded.number("averagePrecision"))) < 1e-12)
  }

  @Test("The area is the share of pairs that are in the right order, ties counting half")
  func pairs() throws {
    let positives = [0.9, 0.4, 0.4, 0.7]
    let negatives = [0.4, 0.1, 0.8]
    var right = 0.0
    for high in positives { for low in negatives { right += high > low ? 1 : high == low ? 0.5 : 0 } }
    let roc = try ROCCurve(
      labels: Tensor([1, 1, 1, 1, 0, 0, 0]), scores: Tensor(positives + negatives))
    #expect(abs(try #require(roc.auc) - right / 12) < 1e-12)
  }

  @Test("Labels that are all the same leave the area undefined")
  func oneClass() throws {
    let scores = Tensor([0.2, 0.5, 0.9])
    for label in [0, 1] {
      let labels = Tensor([label, label, label])
      #expect(try ROCCurve(labels: labels, scores: scores).auc == nil)
    }
    let nothingToFind = try PrecisionRecallCurve(labels: Tensor([0, 0, 0]), scores: scores)
    #expect(nothingToFind.averagePrecision == nil)
    #expect(nothingToFind.best == nil)
    #expect(try PrecisionRecallCurve(labels: Tensor([1, 1, 1]), scores: scores).averagePrecision == 1)
  }

  @Test("The best threshold has the highest F1")
  func best() throws {
    let curve = try PrecisionRecallCurve(
      labels: Tensor([1, 1, 0, 1, 0, 0]), scores: Tensor([0.9, 0.8, 0.7, 0.6, 0.3, 0.1]))
    // From 0.6 on: 3 of 4 predictions are right and all 3 positives are found.
    let best = try #require(curve.best)
    #expect(best.threshold == 0.6)
    #expect(abs(best.f1 - 2 * 0.75 / 1.75) < 1e-12)
  }

  @Test("Between points the curve is straight")
  func interpolation() throws {
    let roc = try ROCCurve(labels: Tensor([1, 0, 1, 0]), scores: Tensor([0.9, 0.8, 0.7, 0.7]))
    #expect(roc.truePositiveRate(at: 0) == 0.5)
    #expect(roc.truePositiveRate(at: 0.75) == 0.75)
    #expect(roc.truePositiveRate(at: 1) == 1)
  }

  @Test("What is no label, no score or does not match is an error")
  func mistakes() {
    let scores = Tensor([0.1, 0.2])
    #expect(throws: StrataError.invalidData("the label of sample 1 is 2.0, not 0 or 1")) {
      try ROCCurve(labels: Tensor([0, 2]), scores: scores)
    }
    #expect(throws: StrataError.invalidData("there are 2 scores and 3 labels")) {
      try ROCCurve(labels: Tensor([0, 1, 1]), scores: scores)
    }
    #expect(throws: StrataError.invalidData("the score of sample 0 is not a number (NaN)")) {
      try PrecisionRecallCurve(labels: Tensor([0, 1]), scores: Tensor([.nan, 0.5] as [Float]))
    }
    #expect(throws: StrataError.invalidData("there are no scores")) {
      try ROCCurve(labels: Tensor([] as [Float]), scores: Tensor([] as [Float]))
    }
    #expect(throws: StrataError.labelOutOfRange(label: 3, classes: 2, index: 0)) {
      try ROCCurve.oneVersusRest(labels: Tensor([3]), scores: Tensor([[0.5, 0.5]] as [[Float]]))
    }
  }
}
