import ArgumentParser

/// The flag `--json`.
struct JSONFlag: ParsableArguments {
  @Flag(name: .customLong("json"), help: "Print one JSON object instead of text.")
  var isOn = false
}
