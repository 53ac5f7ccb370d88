/// A report in short, as lines of text that are not longer than a given width.
struct TerminalReport {
  let report: Report
  let width: Int

  var lines: [String] {
    var lines = [cut("Report on \(report.modelName)")]
    lines += wrapped(report.headlines.map { "\($0.label) \($0.value)" }, separator: "   ", indent: "  ")
    for note in report.sections.flatMap(\.notes) {
      lines += [""] + wrapped(words("! " + note), separator: " ", indent: "  ")
    }
    for part in [training, quality, mistakes, weights] where !part.lines.isEmpty {
      lines += ["", part.title] + part.lines
    }
    return lines
  }

  private typealias Part = (title: String, lines: [String])

  // MARK: Training

  private var training: Part {
    guard let history = report.history, !history.epochs.isEmpty else { return ("", []) }
    let names = TrainingCurves(history).names.flatMap { [$0, "val_" + $0] }.filter { !history[$0].isEmpty }
    let nameWidth = min(names.map(\.count).max() ?? 0, 24)
    let rows = names.map { name in
      let values = history[name]
      let ends = "\(metricText(values[0])) → \(metricText(values[values.count - 1]))"
      let room = max(8, width - nameWidth - ends.count - 6)
      return "  \(padded(name, nameWidth))  \(sparkline(values, width: min(room, 40)))  \(ends)"
    }
    let count = history.epochs.count
    return ("Training, \(count) \(count == 1 ? "epoch" : "epochs")", rows)
  }

  // MARK: Quality

  private var quality: Part {
    switch report.quality {
    case .multiClass(let quality): return confusion(quality.confusion, quality.classNames)
    case .binary(let quality): return confusion(quality.confusion, quality.names)
    case .multiLabel(let labels):
      return (
        "Labels",
        table(
          [["", "precision", "recall", "F1", "AUC"]]
            + labels.prefix(12).map { label in
              [
                label.names[1], scoreText(label.confusion.precision(1)), scoreText(label.confusion.recall(1)),
                scoreText(label.confusion.f1(1)), scoreText(label.roc.auc),
              ]
            })
      )
    case .regression(let fits):
      return (
        "Errors, prediction − truth",
        fits.prefix(6).map { fit in
          let errors = Histogram(fit.residuals, bins: 24)
          let (low, high) = (compactNumber(errors.edges[0]), compactNumber(errors.edges[24]))
          return "  \(low) \(sparkline(errors.counts.map(Double.init), width: 24, fromZero: true)) \(high)"
        }
      )
    case .undefined, nil: return ("", [])
    }
  }

  /// The whole matrix if it fits, else the most frequent confusions.
  private func confusion(_ matrix: ConfusionMatrix, _ names: [String]) -> Part {
    let nameWidth = min(16, names.map(\.count).max() ?? 0)
    let numberWidth = max(3, (matrix.counts.joined().max() ?? 0).description.count)
    let room = (width - nameWidth - 12) / max(matrix.classes, 1) - 2
    guard matrix.classes <= 20, room >= numberWidth else {
      let rows = matrix.mixUps.prefix(8).map { mixUp in
        "  \(mixUp.count) × \(names[mixUp.trueClass]) taken for \(names[mixUp.predictedClass])"
      }
      return ("Most frequent confusions", rows.isEmpty ? ["  none"] : rows.map(cut))
    }
    let cell = max(numberWidth, min(nameWidth, room))
    let heading = names.map { "  " + leftPadded(String($0.prefix(cell)), cell) }.joined()
    let rows = (0..<matrix.classes).map { row in
      let counts = matrix.counts[row].map { "  " + leftPadded($0 == 0 ? "·" : "\($0)", cell) }.joined()
      let found = leftPadded(percent(matrix.recall(row), digits: 0), 6)
      return "  \(padded(names[row], nameWidth))\(counts)  \(found)"
    }
    return (
      "Confusion matrix, a row per true class", ["  \(padded("", nameWidth))\(heading)   found"] + rows
    )
  }

  private var mistakes: Part {
    guard !report.mistakes.isEmpty else { return ("", []) }
    let rows = report.mistakes.prefix(3).map { mistake in
      "  sample \(mistake.index): \(mistake.truth), taken for \(mistake.prediction) with "
        + percent(mistake.confidence)
    }
    return ("Wrong, and most sure of it", rows.map(cut))
  }

  // MARK: Weights

  private var weights: Part {
    let shown = report.weights.prefix(24)
    guard !shown.isEmpty else { return ("", []) }
    var rows = [["", "mean", "deviation", "norm", "zeros"]]
    rows += shown.map { weight in
      [
        weight.path, compactNumber(weight.mean), compactNumber(weight.standardDeviation),
        compactNumber(weight.norm), percent(weight.zeroShare, digits: 0),
      ]
    }
    let lines = table(rows)
    let room = width - (lines.first?.count ?? 0) - 2
    guard room >= 8 else { return ("Weights", lines + remainder(shown.count)) }
    let sparklines = shown.map { weight in
      weight.nonFiniteCount > 0
        ? "\(weight.nonFiniteCount) NaN"
        : sparkline(weight.histogram.counts.map(Double.init), width: min(room, 21), fromZero: true)
    }
    let rowsWithSparklines = zip(lines.dropFirst(), sparklines).map { $0 + "  " + $1 }
    return ("Weights", [lines[0]] + rowsWithSparklines + remainder(shown.count))
  }

  private func remainder(_ shown: Int) -> [String] {
    report.weights.count > shown ? ["  … and \(report.weights.count - shown) more"] : []
  }

  // MARK: Layout

  /// Columns flush right, but for the first one, which is cut to what is left of the width. Where too little is left,
  /// the last columns are left out.
  private func table(_ rows: [[String]]) -> [String] {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    var shown = widths.count
    func room() -> Int { width - 2 - widths[1..<shown].reduce(0) { $0 + $1 + 2 } }
    while shown > 2, room() < min(widths[0], 12) { shown -= 1 }
    let first = min(widths[0], max(room(), 1))
    return rows.map { row in
      "  " + padded(row[0], first)
        + zip(row, widths).prefix(shown).dropFirst().map { "  " + leftPadded($0, $1) }.joined()
    }
  }

  private func cut(_ line: String) -> String { line.count <= width ? line : line.prefix(width - 1) + "…" }

  private func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

  private func wrapped(_ words: [String], separator: String, indent: String) -> [String] {
    var lines: [String] = []
    for word in words {
      if let last = lines.last, last.count + separator.count + word.count <= width {
        lines[lines.count - 1] = last + separator + word
      } else {
        lines.append(indent + word)
      }
    }
    return lines
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text.count <= width
      ? text + String(repeating: " ", count: width - text.count) : "…" + text.suffix(max(0, width - 1))
  }

  private func leftPadded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
