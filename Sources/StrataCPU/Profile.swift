/// How long the steps of a program take, the shortest time of several runs for each.
///
/// `print` shows it as a table.
public struct Profile: Sendable {
  /// One step of a program.
  public struct Step: Sendable {
    /// What the step does.
    public let label: String
    /// The shortest time that it took, in seconds.
    public let seconds: Double
    /// How many threads it may use.
    public let threadCount: Int
    /// The additions and multiplications of a dot or a convolution; 0 for other steps.
    public let operationCount: Int
    /// The bytes of the operands that it reads and the results that it writes, each counted once.
    public let byteCount: Int
  }

  /// In the order in which they run.
  public let steps: [Step]
  /// How many runs the times were taken from.
  public let runCount: Int
  /// The bytes of memory for what lies between the program's inputs and outputs.
  public let arenaByteCount: Int

  /// The time of all steps, in seconds.
  public var seconds: Double { steps.reduce(0) { $0 + $1.seconds } }
}

extension Profile: CustomStringConvertible {
  /// A line about the whole program, the names of the columns, and a line for each step.
  public var description: String {
    let total = seconds
    let title =
      "\(steps.count) steps in \(decimal(total * 1e6)) µs (shortest of \(runCount) runs each), "
      + "\(arenaByteCount) bytes of memory between inputs and outputs"
    let names = line("step", "µs", "%", "threads", "GFLOP/s", "kB", "GB/s", "what it does")
    let lines = steps.enumerated().map { index, step in
      line(
        "\(index + 1)", decimal(step.seconds * 1e6), total > 0 ? decimal(step.seconds / total * 100) : "",
        "\(step.threadCount)", rate(step.operationCount, step.seconds),
        decimal(Double(step.byteCount) / 1000),
        rate(step.byteCount, step.seconds), step.label)
    }
    return ([title, names] + lines).joined(separator: "\n")
  }

  private func line(_ columns: String..., widths: [Int] = [4, 9, 5, 7, 7, 9, 6]) -> String {
    let padded = zip(columns, widths).map { text, width in
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    return padded.joined(separator: "  ") + "  " + columns.last!
  }

  /// Thousands of millions a second, or nothing if there is nothing to count.
  private func rate(_ count: Int, _ seconds: Double) -> String {
    count > 0 && seconds > 0 ? decimal(Double(count) / seconds / 1e9) : ""
  }

  private func decimal(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}
