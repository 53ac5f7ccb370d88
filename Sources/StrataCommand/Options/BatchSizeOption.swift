import ArgumentParser

/// The option `--batch-size`.
struct BatchSizeOption: ParsableArguments {
  @Option(name: .customLong("batch-size"), help: ArgumentHelp("Samples computed at once.", valueName: "n"))
  var value = 32

  func validate() throws { try requirePositive(value, "--batch-size") }
}

/// - Throws: `ValidationError` unless the value of an option is positive.
func requirePositive(_ value: Int, _ option: String) throws {
  guard value > 0 else { throw ValidationError("\(option) \(value): must be at least 1.") }
}
