/// The table of a summary, laid out as Rich lays it out for Keras: a box with a line between rows, in which texts break
/// between words.
struct SummaryTable {
  /// One column.
  struct Column {
    enum Alignment { case left, right, center }

    let title: String
    /// Where the column ends, as a share of the width.
    let end: Double
    var alignment = Alignment.left
  }

  private let columns: [Column]
  private let widths: [Int]
  private var rows: [[String]] = []

  init(_ columns: [Column], width: Int) {
    self.columns = columns
    // Keras adds two blanks to each share and the borders to their sum; Rich takes what is then too much off the
    // columns, from left to right, rounding halves to even.
    var shares: [Int] = []
    for column in columns { shares.append(Int(column.end * Double(width)) - shares.reduce(0, +)) }
    var excess = shares.reduce(0, +) + 3 * columns.count + 1 - width
    widths = shares.enumerated().map { index, share in
      let off = Int((Double(excess) / Double(columns.count - index)).rounded(.toNearestOrEven))
      excess -= off
      return share - off
    }
  }

  mutating func addRow(_ cells: [String]) { rows.append(cells) }

  var lines: [String] {
    var lines = [border("┏", "━", "┳", "┓")]
    lines += row(columns.map(\.title), edge: "┃")
    lines.append(border("┡", "━", "╇", "┩"))
    for (index, cells) in rows.enumerated() {
      if index > 0 { lines.append(border("├", "─", "┼", "┤")) }
      lines += row(cells, edge: "│")
    }
    lines.append(border("└", "─", "┴", "┘"))
    return lines
  }

  private func border(_ left: String, _ line: String, _ cross: String, _ right: String) -> String {
    left + widths.map { String(repeating: line, count: $0 + 2) }.joined(separator: cross) + right
  }

  /// A row is as high as its highest cell.
  private func row(_ cells: [String], edge: String) -> [String] {
    let broken = zip(cells, widths).map { Self.lines(of: $0, width: $1) }
    return (0..<(broken.map(\.count).max() ?? 1)).map { line in
      let parts = columns.indices.map { column in
        let text = line < broken[column].count ? broken[column][line] : ""
        return " \(aligned(text, column)) "
      }
      return edge + parts.joined(separator: edge) + edge
    }
  }

  private func aligned(_ text: String, _ column: Int) -> String {
    let blanks = widths[column] - text.count
    let before =
      switch columns[column].alignment {
      case .left: 0
      case .right: blanks
      case .center: blanks / 2
      }
    return String(repeating: " ", count: before) + text + String(repeating: " ", count: blanks - before)
  }

  /// The text in lines of whole words; a word that is too long for a line ends in an ellipsis.
  private static func lines(of text: String, width: Int) -> [String] {
    var lines = [""]
    for word in words(of: text) {
      let length = word.trimmingEnd.count
      if lines[lines.count - 1].count + length > width, !lines[lines.count - 1].isEmpty { lines.append("") }
      lines[lines.count - 1] += word
    }
    return lines.map { line in
      let line = line.trimmingEnd
      return line.count <= width ? String(line) : line.prefix(max(width - 1, 0)) + "…"
    }
  }

  /// The words with the blanks after them, and at the beginning those before.
  private static func words(of text: String) -> [String] {
    var words: [String] = []
    for character in text {
      if let last = words.last, character == " " || last.last != " " || last.allSatisfy({ $0 == " " }) {
        words[words.count - 1].append(character)
      } else {
        words.append(String(character))
      }
    }
    return words
  }
}

extension String {
  /// Without blanks at the end.
  fileprivate var trimmingEnd: Substring {
    self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)]
  }
}
