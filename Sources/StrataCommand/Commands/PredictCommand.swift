import ArgumentParser
import Foundation
import Strata
import StrataIO

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Compute a model's outputs for arrays and write them to .npy files.",
    discussion: """
      A model with several inputs takes --input once for each, in the order of 'strata summary --json'. Of several \
      outputs, the first goes to Y_0.npy, the next to Y_1.npy, and so on.

      EXAMPLES
        strata predict model.keras --input x.npy --output y.npy
        strata predict model.keras --input data.npz:title --input data.npz:body --output y.npy
      """)

  @Argument(help: "A .keras or .h5 file with a model.") var model: String
  @Option(help: ArgumentHelp("Samples: .npy, .csv, .npz, or FILE.npz:NAME.", valueName: "x.npy"))
  var input: [String]
  @Option(help: ArgumentHelp("Where the outputs go.", valueName: "y.npy")) var output: String
  @OptionGroup var batchSize: BatchSizeOption
  @OptionGroup var device: DeviceOptions
  @OptionGroup var json: JSONFlag

  func validate() throws {
    guard output.lowercased().hasSuffix(".npy") else {
      throw ValidationError("--output \(output): predictions are written to files that end in .npy.")
    }
  }

  func run() throws {
    try ModelOutput.requirePlace(for: output)
    let model = try ModelFile(path: model).load()
    try model.require(input, "--input", oneForEach: model.inputPorts, "input")
    let inputs = try input.map { try ArrayFile(argument: $0).read() }
    let start = ContinuousClock.now
    let outputs = try withDevice(device.device) {
      try model.predictAll(inputs, batchSize: batchSize.value, verbose: json.isOn ? .silent : .bar)
    }
    let elapsed = ContinuousClock.now - start
    let files = outputs.indices.map { outputs.count == 1 ? output : numbered($0) }
    for (tensor, file) in zip(outputs, files) { try tensor.write(to: file) }
    guard json.isOn else {
      for (tensor, file) in zip(outputs, files) { print("Wrote \(file): \(tensor.type).") }
      return
    }
    try StandardOutput.write(
      .object([
        "outputs": .array(
          zip(outputs, files).map { tensor, file in
            .object([
              "file": .string(file), "shape": JSONValue(tensor.shape), "dtype": .string("\(tensor.dtype)"),
            ])
          }), "seconds": .number(elapsed / .seconds(1)),
      ]))
  }

  /// `Y_1.npy` for `Y.npy`.
  private func numbered(_ position: Int) -> String { "\(output.dropLast(4))_\(position).npy" }
}
