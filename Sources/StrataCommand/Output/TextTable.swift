/// Rows of cells as lines of text, with each column as wide as its widest cell.
/// - Parameter textColumns: how many columns are aligned to the left; the others, numbers, are to the right.
func textTable(_ rows: [[String]], textColumns: Int) -> String {
  let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
  return rows.map { row in
    let cells = row.indices.map { column in
      let blanks = String(repeating: " ", count: widths[column] - row[column].count)
      return column < textColumns ? row[column] + blanks : blanks + row[column]
    }
    return cells.joined(separator: "  ").trimmingTrailingBlanks
  }.joined(separator: "\n")
}

extension String {
  fileprivate var trimmingTrailingBlanks: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}
