extension Report {
  func binarySection(_ quality: BinaryQuality) -> ReportSection {
    let positives = quality.truths.reduce(0) { $0 + ($1 ? 1 : 0) }
    var contents: [ReportSection.Content] = []
    if quality.roc.auc == nil {
      contents.append(
        .note(
          "All samples are “\(quality.names[positives > 0 ? 1 : 0])”, so there is nothing to tell apart: the ROC curve and "
            + "the area under it are undefined."))
    }
    contents += [
      .figures([quality.confusion.figure(classNames: quality.names), scoreFigure(quality)])
    ]
    if quality.roc.auc != nil {
      contents.append(
        .figures([
          rocFigure([(quality.names[1], quality.roc)]),
          precisionRecallFigure([(quality.names[1], quality.precisionRecall)]),
        ]))
    }
    contents.append(.table(classTable(quality.confusion, quality.names)))
    if let best = quality.precisionRecall.best {
      contents.append(
        .facts([
          ("average precision", scoreText(quality.precisionRecall.averagePrecision)),
          ("best F1", scoreText(best.f1)), ("at the threshold", compactNumber(best.threshold)),
        ]))
    }
    return ReportSection(
      title: "Quality",
      explanation:
        "How good the answers “\(quality.names[1])” or “\(quality.names[0])” are on \(samplesText), of which "
        + "\(groupedDigits(positives)) are “\(quality.names[1])”. The model says “\(quality.names[1])” above a "
        + "probability of 0.5.",
      contents: contents)
  }

  /// How the probabilities of both classes are spread.
  private func scoreFigure(_ quality: BinaryQuality) -> Figure {
    let title = "Predicted probabilities"
    let series = [false, true].map { answer in
      let scores = zip(quality.truths, quality.probabilities).filter { $0.0 == answer }.map(\.1)
      let histogram = Histogram(scores, bins: 20, range: 0...1)
      let share = Double(max(scores.count, 1))
      let points = histogram.counts.enumerated().flatMap { index, count in
        [
          Point(histogram.edges[index], Double(count) / share),
          Point(histogram.edges[index + 1], Double(count) / share),
        ]
      }
      return LineChart.Series(
        name: quality.names[answer ? 1 : 0], points: points,
        stroke: Stroke(.series(answer ? 0 : 1), isDashed: !answer), isFilled: true)
    }
    let highest = series.flatMap(\.points).map(\.y).max() ?? 1
    return Figure(
      name: "probabilities", title: title,
      caption:
        "How often each probability of “\(quality.names[1])” is predicted, for the samples of either class; the "
        + "less the two overlap, the better.",
      drawing: LineChart(
        title: title, x: Axis("predicted probability", from: 0, to: 1),
        y: Axis("share of the class", from: 0, to: highest, widened: true), series: series
      ).drawing())
  }
}
