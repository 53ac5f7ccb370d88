extension Report {
  /// The number of classes that a table lists at most; of more, those with the lowest F1.
  private static var mostRows: Int { 30 }

  func multiClassSection(_ quality: ClassQuality) -> ReportSection {
    let (matrix, names) = (quality.confusion, quality.classNames)
    let chartable = matrix.classes <= ConfusionChart.mostClasses
    var contents = notes(matrix, names).map { ReportSection.Content.note($0) }
    if chartable { contents.append(.figures([matrix.figure(classNames: names)])) }
    contents.append(.table(classTable(matrix, names, rows: rows(matrix), areas: quality.roc.map(\.auc))))
    if quality.macroAUC != nil {
      contents.append(
        .figures([
          rocFigure(Array(zip(names, quality.roc))),
          precisionRecallFigure(Array(zip(names, quality.precisionRecall))),
        ]))
    }
    if !matrix.mixUps.isEmpty { contents.append(.table(mixUpTable(matrix, names))) }
    return ReportSection(
      title: "Quality",
      explanation:
        "How good the choice of one of \(matrix.classes) classes is on \(samplesText). Precision: how many of "
        + "the predictions of a class are right. Recall: how many of the samples of a class are found. F1 is high only if "
        + "both are. " + rowsText(matrix),
      contents: contents)
  }

  private func rows(_ matrix: ConfusionMatrix) -> [Int] {
    let all = Array(0..<matrix.classes)
    guard all.count > Self.mostRows else { return all }
    return Array(
      all.filter { matrix.f1($0) != nil }.sorted { matrix.f1($0)! < matrix.f1($1)! }.prefix(Self.mostRows))
  }

  private func rowsText(_ matrix: ConfusionMatrix) -> String {
    let chart =
      matrix.classes > ConfusionChart.mostClasses
      ? "There are too many classes for a map of all confusions. " : ""
    let table =
      matrix.classes > Self.mostRows
      ? "The table lists the \(Self.mostRows) classes with the lowest F1. " : ""
    return chart + table
  }

  private func notes(_ matrix: ConfusionMatrix, _ names: [String]) -> [String] {
    let absent = (0..<matrix.classes).filter { matrix.support($0) == 0 }
    let unused = (0..<matrix.classes).filter { matrix.support($0) > 0 && matrix.predictionCount($0) == 0 }
    var notes: [String] = []
    if !absent.isEmpty {
      notes.append("No sample has the class \(list(absent, names)); recall and AUC are undefined there.")
    }
    if !unused.isEmpty { notes.append("The model never predicts the class \(list(unused, names)).") }
    return notes
  }

  /// The names of some classes, not more than six.
  private func list(_ numbers: [Int], _ names: [String]) -> String {
    let shown = numbers.prefix(6).map { "“\(names[$0])”" }.joined(separator: ", ")
    return numbers.count > 6 ? "\(shown) and \(numbers.count - 6) others" : shown
  }
}
