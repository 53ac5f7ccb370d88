extension Report {
  var mistakesSection: ReportSection? {
    guard !mistakes.isEmpty else { return nil }
    let arePictures = mistakes.allSatisfy { $0.picture != nil }
    return ReportSection(
      title: "Largest errors",
      explanation:
        "The samples that the model got wrong, those that it was most sure of first. It is worth looking at "
        + "them: are they hard, are they mislabelled, do they have something in common?",
      contents: [arePictures ? .figures([figure]) : .table(table)])
  }

  private var figure: Figure {
    Figure(
      name: "mistakes", title: "Wrong, and sure of it",
      caption: "Below each picture what the model takes it for, how sure it is, and what it really is.",
      drawing: PictureGrid(
        title: "Wrong, and sure of it",
        tiles: mistakes.compactMap { mistake in
          mistake.picture.map { picture in
            PictureGrid.Tile(
              picture: picture,
              lines: [
                "\(mistake.prediction), \(percent(mistake.confidence, digits: 0))", "is \(mistake.truth)",
              ],
              tip: "sample \(mistake.index): \(mistake.truth), taken for \(mistake.prediction) with "
                + "\(percent(mistake.confidence))")
          }
        }, width: 900, tileWidth: 76
      ).drawing())
  }

  private var table: ReportTable {
    ReportTable(
      columns: [
        .init(title: "sample", isText: true), .init(title: "is", isText: true),
        .init(title: "taken for", isText: true), .init(title: "sure to"),
      ],
      rows: mistakes.prefix(12).map {
        ["\($0.index)", $0.truth, $0.prediction, percent($0.confidence)]
      })
  }
}
