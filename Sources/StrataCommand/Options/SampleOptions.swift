import ArgumentParser
import Strata

/// The options `--x` and `--y`.
struct SampleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Samples, once for each input of the model: .npy, .csv, .npz, or FILE.npz:NAME.", valueName: "x.npy"))
  var x: [String]
  @Option(
    help: ArgumentHelp("What the model should give for them, once for each output.", valueName: "y.npy"))
  var y: [String]

  /// Reads the arrays, in the order of the model's inputs and outputs.
  /// - Throws: `StrataError` or `CommandError`.
  func read(for model: Model) throws -> (x: [Tensor], y: [Tensor]) {
    try model.require(x, "--x", oneForEach: model.inputPorts, "input")
    try model.require(y, "--y", oneForEach: model.outputPorts, "output")
    return (
      try x.map { try ArrayFile(argument: $0).read() }, try y.map { try ArrayFile(argument: $0).read() }
    )
  }
}
