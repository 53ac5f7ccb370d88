import StrataGraph

extension Model {
  /// Prints the layers with their output shapes and numbers of parameters, laid out as Keras does.
  public func summary() { print(summaryText()) }

  /// The text that `summary()` prints.
  /// - Parameter width: the width of the table in characters, at least 40.
  public func summaryText(width: Int = min(88, Terminal.columns - 4)) -> String {
    var table = SummaryTable(width: max(width, 40))
    for layer in layerSummaries() {
      table.addRow(
        name: "\(layer.name) (\(layer.className))", shape: layer.outputShape?.kerasDescription ?? "?",
        parameters: layer.isBuilt ? groupedDigits(layer.parameterCount) : "0 (unbuilt)")
    }
    var lines = ["Model: \"\(name)\""] + table.lines
    lines.append(" Total params: \(Self.size(of: weights))")
    lines.append(" Trainable params: \(Self.size(of: trainableWeights))")
    lines.append(" Non-trainable params: \(Self.size(of: nonTrainableWeights))")
    if !isBuilt {
      lines.append(" Not built: put Input(shape:) first, call build(inputShape:), or call the model on data.")
    }
    return lines.joined(separator: "\n")
  }

  /// Number of elements and memory, as in `101,770 (397.54 KB)`.
  private static func size(of weights: [Variable]) -> String {
    let count = weights.reduce(0) { $0 + $1.count }
    let bytes = weights.reduce(0) { $0 + $1.type.byteCount }
    return "\(groupedDigits(count)) (\(readableSize(bytes)))"
  }
}

/// The table of a summary: three columns in a box.
private struct SummaryTable {
  private let widths: [Int]
  private var rows: [[String]] = []

  init(width: Int) {
    // Keras's shares of the width, and its way of taking the borders off: what remains of 3n + 1 characters is
    // spread over the columns from left to right, rounding halves to even.
    var taken = 0
    var reduction = 10
    widths = [0.45, 0.8, 1.0].enumerated().map { index, share in
      let end = Int(share * Double(width))
      let off = Int((Double(reduction) / Double(3 - index)).rounded(.toNearestOrEven))
      defer {
        taken = end
        reduction -= off
      }
      return end - taken + 2 - off
    }
  }

  mutating func addRow(name: String, shape: String, parameters: String) {
    rows.append([name, shape, parameters])
  }

  var lines: [String] {
    var lines = [
      border("┏", "━", "┳", "┓"), row(["Layer (type)", "Output Shape", "Param #"], edge: "┃"),
      border("┡", "━", "╇", "┩"),
    ]
    for (index, cells) in rows.enumerated() {
      if index > 0 { lines.append(border("├", "─", "┼", "┤")) }
      lines.append(row(cells, edge: "│"))
    }
    lines.append(border("└", "─", "┴", "┘"))
    return lines
  }

  private func border(_ left: String, _ line: String, _ cross: String, _ right: String) -> String {
    left + widths.map { String(repeating: line, count: $0) }.joined(separator: cross) + right
  }

  private func row(_ cells: [String], edge: String) -> String {
    let padded = cells.enumerated().map { column, text in
      let room = widths[column] - 2
      let fitted = text.count <= room ? text : text.prefix(room - 1) + "…"
      let blanks = String(repeating: " ", count: room - fitted.count)
      return column == 2 ? " \(blanks)\(fitted) " : " \(fitted)\(blanks) "
    }
    return edge + padded.joined(separator: edge) + edge
  }
}

/// `1234567` as `1,234,567`.
func groupedDigits(_ number: Int) -> String {
  let digits = String(number)
  var grouped = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { grouped += "," }
    grouped.append(digit)
  }
  return grouped
}

/// A number of bytes in the largest unit of 1,024 that leaves at least one, as in `397.54 KB`.
func readableSize(_ bytes: Int) -> String {
  var size = Double(bytes)
  var unit = 0
  let units = ["B", "KB", "MB", "GB", "TB", "PB"]
  while size >= 1024, unit < units.count - 1 {
    size /= 1024
    unit += 1
  }
  return "\(fixed(size, 2)) \(units[unit])"
}
