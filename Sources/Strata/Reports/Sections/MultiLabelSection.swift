extension Report {
  func multiLabelSection(_ labels: [BinaryQuality]) -> ReportSection {
    let named = labels.map { ($0.names[1], $0) }
    var contents: [ReportSection.Content] = []
    if labels.contains(where: { $0.roc.auc != nil }) {
      contents.append(
        .figures([
          rocFigure(named.map { ($0, $1.roc) }),
          precisionRecallFigure(named.map { ($0, $1.precisionRecall) }),
        ]))
    }
    contents.append(.table(table(labels)))
    return ReportSection(
      title: "Quality",
      explanation:
        "How good the \(labels.count) independent answers are on \(samplesText). Each is yes above a "
        + "probability of 0.5. AUC is undefined for a label that is the same for all samples.",
      contents: contents)
  }

  private func table(_ labels: [BinaryQuality]) -> ReportTable {
    ReportTable(
      columns: [
        .init(title: "label", isText: true), .init(title: "precision"), .init(title: "recall"),
        .init(title: "F1"), .init(title: "AUC"), .init(title: "average precision"), .init(title: "positives"),
      ],
      rows: labels.map { label in
        [
          label.names[1], scoreText(label.confusion.precision(1)), scoreText(label.confusion.recall(1)),
          scoreText(label.confusion.f1(1)), scoreText(label.roc.auc),
          scoreText(label.precisionRecall.averagePrecision), groupedDigits(label.confusion.support(1)),
        ]
      })
  }
}
