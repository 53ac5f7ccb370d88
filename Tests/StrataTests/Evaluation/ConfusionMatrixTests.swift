import Testing

@testable import Strata

@Suite("Confusion matrices")
struct ConfusionMatrixTests {
  @Test("Counts and scores are scikit-learn's", arguments: try! EvaluationFixture.cases("classes"))
  func recorded(_ recorded: EvaluationFixture.Case) throws {
    let classes = try #require(recorded["classes"]?.integer)
    let matrix = try ConfusionMatrix(
      labels: recorded.tensor("labels"), predictions: recorded.tensor("predictions"), classes: classes)
    #expect(matrix.counts.joined().map(Double.init) == (try recorded.numbers("matrix")))
    expectAgree(
      (0..<classes).map { matrix.precision($0) ?? 0 }, try recorded.numbers("precision"), "precision")
    expectAgree((0..<classes).map { matrix.recall($0) ?? 0 }, try recorded.numbers("recall"), "recall")
    expectAgree((0..<classes).map { matrix.f1($0) ?? 0 }, try recorded.numbers("f1"), "f1")
    #expect((0..<classes).map { Double(matrix.support($0)) } == (try recorded.numbers("support")))
    expectAgree([try #require(matrix.accuracy)], [try recorded.number("accuracy")], "accuracy")
    expectAgree(numbers(matrix.macroAverages), try recorded.numbers("macro"), "macro")
    expectAgree(numbers(matrix.weightedAverages), try recorded.numbers("weighted"), "weighted")
  }

  private func numbers(_ averages: ConfusionMatrix.Averages) -> [Double] {
    [averages.precision, averages.recall, averages.f1]
  }

  @Test("One class against the rest is scikit-learn's")
  func oneVersusRest() throws {
    let recorded = try #require(try EvaluationFixture.cases("classes").first)
    let labels = try recorded.tensor("labels")
    let scores = try recorded.tensor("scores").reshaped(labels.count, 4)
    let curves = try ROCCurve.oneVersusRest(labels: labels, scores: scores)
    expectAgree(curves.map { $0.auc ?? .nan }, try recorded.numbers("aucs"), "AUC")
    let recalls = try PrecisionRecallCurve.oneVersusRest(labels: labels, scores: scores)
    expectAgree(
      recalls.map { $0.averagePrecision ?? .nan }, try recorded.numbers("averagePrecisions"),
      "average precision")
  }

  @Test("Undefined ratios are nil")
  func undefined() throws {
    let matrix = ConfusionMatrix(counts: [[2, 1, 0], [0, 0, 0], [0, 0, 0]])
    #expect(matrix.recall(1) == nil)
    #expect(matrix.precision(1) == 0)
    #expect(matrix.f1(1) == 0)
    #expect(matrix.f1(2) == nil)
    #expect(ConfusionMatrix(counts: [[0]]).accuracy == nil)
  }

  @Test("Mix-ups come with the most frequent first")
  func mixUps() {
    let matrix = ConfusionMatrix(counts: [[9, 1, 0], [4, 8, 1], [0, 0, 7]])
    #expect(
      matrix.mixUps.map { [$0.trueClass, $0.predictedClass, $0.count] } == [
        [1, 0, 4], [0, 1, 1], [1, 2, 1],
      ])
  }

  @Test("Labels outside of the classes are an error")
  func mistakes() {
    #expect(throws: StrataError.labelOutOfRange(label: 2, classes: 2, index: 1)) {
      try ConfusionMatrix(labels: Tensor([0, 2]), predictions: Tensor([0, 1]), classes: 2)
    }
    #expect(throws: StrataError.invalidData("the label of sample 0 is 0.5, not a class number")) {
      try ConfusionMatrix(labels: Tensor([0.5]), predictions: Tensor([0]), classes: 2)
    }
  }
}
