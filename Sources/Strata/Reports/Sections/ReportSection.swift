/// A part of a report: what the page shows, and what the terminal does.
struct ReportSection: Sendable {
  enum Content: Sendable {
    /// Numbers with what they are, as large as headlines.
    case facts([(label: String, value: String)])
    /// Figures beside each other as far as there is room.
    case figures([Figure])
    case table(ReportTable)
    /// Something that the reader should know.
    case note(String)
  }

  let title: String
  /// What the section shows and how to read it, for those who see such a thing for the first time.
  let explanation: String
  var contents: [Content]

  var notes: [String] {
    contents.compactMap { content in
      if case .note(let text) = content { text } else { nil }
    }
  }

  var figures: [Figure] {
    contents.flatMap { content in
      if case .figures(let figures) = content { figures } else { [Figure]() }
    }
  }
}

/// A table with a row of headings. All columns but those of text are set flush right.
struct ReportTable: Sendable {
  struct Column: Sendable {
    let title: String
    var isText = false
  }

  let columns: [Column]
  let rows: [[String]]

  /// About how wide the table is on a page.
  var width: Double {
    columns.enumerated().reduce(0) { sum, column in
      let cells = [column.element.title] + rows.map { $0[column.offset] }
      return sum + 24 + (cells.map { StrokeFont.width($0, size: 14) }.max() ?? 0)
    }
  }
}

extension Report {
  /// The parts that apply to this model, in the order of the page.
  var sections: [ReportSection] {
    [networkSection, trainingSection, qualitySection, mistakesSection, convolutionSection, weightsSection]
      .compactMap { $0 }
  }

  /// The numbers to see first.
  var headlines: [(label: String, value: String)] {
    var facts: [(label: String, value: String)] = []
    switch quality {
    case .multiClass(let quality):
      facts.append(("accuracy", percent(quality.confusion.accuracy)))
      facts.append(("mean AUC", quality.macroAUC.map { fixed($0, 4) } ?? "–"))
      facts.append(("mean F1", fixed(quality.confusion.macroAverages.f1, 4)))
    case .binary(let quality):
      facts.append(("accuracy", percent(quality.confusion.accuracy)))
      facts.append(("AUC", quality.roc.auc.map { fixed($0, 4) } ?? "–"))
      facts.append(
        ("average precision", quality.precisionRecall.averagePrecision.map { fixed($0, 4) } ?? "–"))
    case .multiLabel(let labels):
      let areas = labels.compactMap(\.roc.auc)
      let mean = areas.reduce(0, +) / Double(areas.count)
      facts.append(("mean AUC", areas.isEmpty ? "–" : fixed(mean, 4)))
    case .regression(let fits):
      for fit in fits.prefix(3) {
        let suffix = fit.name.isEmpty ? "" : " of \(fit.name)"
        facts.append(("R²\(suffix)", fit.r2.map { fixed($0, 4) } ?? "–"))
        facts.append(("mean absolute error\(suffix)", compactNumber(fit.meanAbsoluteError)))
      }
    case .undefined, nil: break
    }
    if let loss { facts.append(("loss", compactNumber(loss.value))) }
    if sampleCount > 0 { facts.append(("samples", groupedDigits(sampleCount))) }
    facts.append(("parameters", groupedDigits(parameterCount)))
    return facts
  }
}
