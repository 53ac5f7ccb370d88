/// A report in short, as lines of text that are not longer than a given width.
struct TerminalReport {
  let report: Report
  let width: Int

  var lines: [String] {
    var lines = ["Report on \(report.modelName)"]
    lines += wrapped(report.headlines.map { "\($0.label) \($0.value)" }, separator: "   ", indent: "  ")
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
    return ("Training, \(history.epochs.count) epochs", rows)
  }

  // MARK: Quality

  private var quality: Part {
    switch report.quality {
    case .multiClass(let quality):
      let matrix = quality.confusion
      return ("Confusion matrix, a row for each true class", confusion(matrix, quality.classNames))
    case .binary(let quality):
      return ("Confusion matrix, a row for each true answer", confusion(quality.confusion, quality.names))
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
    case .undefined(let reason):
      return ("Quality", wrapped(reason.split(separator: " ").map(String.init), separator: " ", indent: "  "))
    case nil: return ("", [])
    }
  }

  /// The whole matrix if it fits, else the most frequent confusions.
  private func confusion(_ matrix: ConfusionMatrix, _ names: [String]) -> [String] {
    let cell = max(3, (matrix.counts.joined().max() ?? 0).description.count) + 2
    let nameWidth = min(16, names.map(\.count).max() ?? 0)
    guard matrix.classes <= 20, 4 + nameWidth + matrix.classes * cell + 9 <= width else {
      let rows = matrix.mixUps.prefix(8).map { mixUp in
        "  \(mixUp.count) × \(names[mixUp.trueClass]) taken for \(names[mixUp.predictedClass])"
      }
      return rows.isEmpty ? ["  no confusions"] : rows.map { String($0.prefix(width)) }
    }
    let heading = names.map { leftPadded(String($0.prefix(cell - 1)), cell) }.joined()
    let rows = (0..<matrix.classes).map { row in
      let counts = matrix.counts[row].map { leftPadded($0 == 0 ? "·" : "\($0)", cell) }.joined()
      return
        "  \(padded(names[row], nameWidth))\(counts)  \(leftPadded(percent(matrix.recall(row), digits: 0), 6))"
    }
    return ["  \(padded("", nameWidth))\(heading)   found"] + rows
  }

  private var mistakes: Part {
    guard !report.mistakes.isEmpty else { return ("", []) }
    let rows = report.mistakes.prefix(3).map { mistake in
      "  sample \(mistake.index): \(mistake.truth), taken for \(mistake.prediction) with "
        + percent(mistake.confidence)
    }
    return ("Wrong, and most sure of it", rows)
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
    return ("Weights", zip(lines, [""] + sparklines).map { $0 + "  " + $1 } + remainder(shown.count))
  }

  private func remainder(_ shown: Int) -> [String] {
    report.weights.count > shown ? ["  … and \(report.weights.count - shown) more"] : []
  }

  // MARK: Layout

  /// Columns flush right, but for the first one, which is cut to what is left of the width.
  private func table(_ rows: [[String]]) -> [String] {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let others = widths.dropFirst().reduce(0) { $0 + $1 + 2 }
    let first = max(8, min(widths[0], width - others - 2))
    return rows.map { row in
      "  " + padded(row[0], first)
        + zip(row, widths).dropFirst().map { "  " + leftPadded($0, $1) }.joined()
    }
  }

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
