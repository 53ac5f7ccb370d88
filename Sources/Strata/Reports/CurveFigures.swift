/// The ROC curves of one or several classes or labels. Of more than four, the worst stand out and the rest is grey.
func rocFigure(_ curves: [(name: String, curve: ROCCurve)]) -> Figure {
  let defined = curves.filter { $0.curve.auc != nil }
  let sorted = defined.count > 4 ? defined.sorted { $0.curve.auc! < $1.curve.auc! } : defined
  let series = highlighted(
    sorted.map { one in
      (
        "\(one.name): \(fixed(one.curve.auc!, 3))",
        zip(one.curve.falsePositiveRates, one.curve.truePositiveRates).map { Point($0, $1) }
      )
    })
  let title =
    curves.count == 1 ? "ROC curve, area \(scoreText(defined.first?.curve.auc))" : "ROC curves"
  return Figure(
    name: "roc", title: title,
    caption:
      "How many positives are found (up) at the price of how many false alarms (right), for every threshold. "
      + "The closer to the upper left corner, the better; the dashed line is guessing."
      + hardestText(curves.count, "area (AUC)"),
    drawing: LineChart(
      title: title, x: Axis("false positive rate", from: 0, to: 1),
      y: Axis("true positive rate", from: 0, to: 1),
      series: [chance([Point(0, 0), Point(1, 1)])] + series, height: 360
    ).drawing())
}

/// Precision and recall of one or several classes or labels, in the same way.
func precisionRecallFigure(_ curves: [(name: String, curve: PrecisionRecallCurve)]) -> Figure {
  let defined = curves.filter { $0.curve.averagePrecision != nil }
  let sorted =
    defined.count > 4 ? defined.sorted { $0.curve.averagePrecision! < $1.curve.averagePrecision! } : defined
  let series = highlighted(
    sorted.map { one in
      ("\(one.name): \(fixed(one.curve.averagePrecision!, 3))", steps(one.curve))
    })
  let title =
    curves.count == 1
    ? "Precision and recall, average \(scoreText(defined.first?.curve.averagePrecision))"
    : "Precision and recall"
  let baseline = curves.count == 1 ? [chance([0, 1].map { Point($0, curves[0].curve.baseline) })] : []
  return Figure(
    name: "precision-recall", title: title,
    caption:
      "How many of the positive answers are right (up) when how many of the positives are found (right). The "
      + "closer to the upper right corner, the better." + hardestText(curves.count, "average precision"),
    drawing: LineChart(
      title: title, x: Axis("recall", from: 0, to: 1), y: Axis("precision", from: 0, to: 1),
      series: baseline + series, height: 360
    ).drawing())
}

/// Between two points of the curve the precision is that of the right one, as average precision counts it.
/// The curve ends where all positives are found.
private func steps(_ curve: PrecisionRecallCurve) -> [Point] {
  let last = curve.recalls.firstIndex(of: 1) ?? curve.recalls.count - 1
  return (1...last).flatMap { index in
    [
      Point(curve.recalls[index - 1], curve.precisions[index]),
      Point(curve.recalls[index], curve.precisions[index]),
    ]
  }
}

private func chance(_ points: [Point]) -> LineChart.Series {
  LineChart.Series(name: "", points: points, stroke: Stroke(.axis, width: 1.5, isDashed: true))
}

/// Up to four curves in colours of their own; of more, the three worst, which come first.
private func highlighted(_ curves: [(name: String, points: [Point])]) -> [LineChart.Series] {
  let shown = curves.count <= 4 ? curves.count : 3
  let series = curves.enumerated().map { index, curve in
    index < shown
      ? LineChart.Series(
        name: curve.name, points: curve.points, stroke: Stroke(.series(index)), isFilled: curves.count == 1)
      : LineChart.Series(name: "", points: curve.points, stroke: Stroke(.axis, width: 1))
  }
  return Array(series[shown...]) + series[..<shown]
}

private func hardestText(_ count: Int, _ score: String) -> String {
  count > 4 ? " In colour: the three classes with the lowest \(score); the others are grey." : ""
}
