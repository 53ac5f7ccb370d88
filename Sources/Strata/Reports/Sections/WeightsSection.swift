extension Report {
  /// The number of weights that get a histogram; a table lists all.
  private static var mostPanels: Int { 48 }

  var weightsSection: ReportSection? {
    guard !weights.isEmpty else { return nil }
    var contents = weights.compactMap(\.nonFiniteNote).map { ReportSection.Content.note($0) }
    // A single number has no distribution to look at.
    let shown = weights.filter { $0.count > 1 }.prefix(Self.mostPanels)
    contents.append(.figures(shown.map { $0.figure() }))
    contents.append(.table(table))
    return ReportSection(
      title: "Weights",
      explanation:
        "How the numbers inside each layer are spread: a bar is as high as there are weights of that size. "
        + "Weights that are all close to 0 do little; very large ones make training unstable.",
      contents: contents)
  }

  private var table: ReportTable {
    ReportTable(
      columns: [
        .init(title: "weight", isText: true), .init(title: "shape", isText: true), .init(title: "mean"),
        .init(title: "deviation"), .init(title: "smallest"), .init(title: "largest"), .init(title: "norm"),
        .init(title: "zeros"),
      ],
      rows: weights.map { weight in
        [
          weight.path, kerasTuple(weight.shape.map(String.init)), compactNumber(weight.mean),
          compactNumber(weight.standardDeviation), compactNumber(weight.minimum),
          compactNumber(weight.maximum),
          compactNumber(weight.norm), percent(weight.zeroShare),
        ]
      })
  }
}
