import ArgumentParser
import Strata
import StrataIO

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Compute a model's loss and metrics on arrays.",
    discussion: """
      Loss and metrics are those that the model was compiled with, which its file says, or those of --loss and \
      --metrics.

      EXAMPLES
        strata evaluate model.keras --x x.npy --y y.npy
        strata evaluate model.keras --x x.npy --y y.npy --metrics mae --json
      """)

  @Argument(help: "A .keras or .h5 file with a model.") var model: String
  @OptionGroup var samples: SampleOptions
  @OptionGroup var batchSize: BatchSizeOption
  @OptionGroup var objectives: ObjectiveOptions
  @OptionGroup var device: DeviceOptions
  @OptionGroup var json: JSONFlag

  func run() throws {
    let file = ModelFile(path: model)
    let model = try file.load(compiling: true)
    try objectives.compile(model, file: file.path)
    let (x, y) = try samples.read(for: model)
    let logs = try withDevice(device.device) {
      try model.evaluate(x, y, batchSize: batchSize.value, verbose: json.isOn ? .silent : .bar)
    }
    let values = JSONObject(logs: logs) { JSONValue(finite: $0) }
    if json.isOn { return try StandardOutput.write(.object(values)) }
    print(textTable(values.keys.map { [$0, "\(Float(logs[$0]!))"] }, textColumns: 1))
  }
}
