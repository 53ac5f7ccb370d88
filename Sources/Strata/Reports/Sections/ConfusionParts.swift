/// What a confusion matrix gives to look at.
extension Report {
  /// Precision, recall, F1 and support of the given classes, all of them if nil.
  func classTable(
    _ matrix: ConfusionMatrix, _ names: [String], rows: [Int]? = nil, areas: [Double?]? = nil
  ) -> ReportTable {
    var columns: [ReportTable.Column] = [
      .init(title: "class", isText: true), .init(title: "precision"), .init(title: "recall"),
      .init(title: "F1"),
    ]
    if areas != nil { columns.append(.init(title: "AUC")) }
    columns.append(.init(title: "samples"))
    return ReportTable(
      columns: columns,
      rows: (rows ?? Array(0..<matrix.classes)).map { number in
        var row = [
          names[number], scoreText(matrix.precision(number)), scoreText(matrix.recall(number)),
          scoreText(matrix.f1(number)),
        ]
        if let areas { row.append(scoreText(areas[number])) }
        return row + [groupedDigits(matrix.support(number))]
      })
  }

  func mixUpTable(_ matrix: ConfusionMatrix, _ names: [String], most: Int = 8) -> ReportTable {
    ReportTable(
      columns: [
        .init(title: "is", isText: true), .init(title: "taken for", isText: true), .init(title: "times"),
        .init(title: "share of the class"),
      ],
      rows: matrix.mixUps.prefix(most).map { mixUp in
        [
          names[mixUp.trueClass], names[mixUp.predictedClass], groupedDigits(mixUp.count),
          percent(Double(mixUp.count) / Double(matrix.support(mixUp.trueClass))),
        ]
      })
  }
}
