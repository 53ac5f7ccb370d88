extension Report: CustomStringConvertible {
  /// Prints the report in short; headings are bold if standard output is a terminal.
  public func summary() { print(summaryText(isStyled: Terminal.isInteractive)) }

  /// The text that `summary()` prints.
  /// - Parameters:
  ///   - width: the most characters in a line, at least 40.
  ///   - isStyled: whether headings are made bold with the control characters of terminals.
  public func summaryText(width: Int = min(100, Terminal.columns), isStyled: Bool = false) -> String {
    TerminalReport(report: self, width: max(width, 40)).lines
      .map { line in isStyled && !line.isEmpty && !line.hasPrefix(" ") ? "\u{1B}[1m\(line)\u{1B}[0m" : line }
      .joined(separator: "\n")
  }

  /// The report in short, without control characters.
  public var description: String { summaryText() }
}
