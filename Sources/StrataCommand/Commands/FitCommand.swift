import ArgumentParser
import Strata
import StrataIO

struct FitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Train a model on arrays.",
    discussion: """
      Optimizer, loss and metrics are those that the model was compiled with, which its file says, together with the \
      state of the optimizer; each can be replaced. The losses are those of Keras's fit on JAX: with --no-shuffle in \
      any case, otherwise if the Python program calls keras.utils.set_random_seed(S) before it loads the model, and \
      --seed S is given.

      On a terminal a bar shows each epoch; elsewhere there is a line for each. The history file is a JSON object \
      with Keras's dictionary under "history" and the seconds of each epoch under "epoch_seconds"; null stands for \
      NaN and infinity.

      EXAMPLES
        strata fit model.keras --x x.npy --y y.npy --epochs 5 --save trained.keras
        strata fit model.keras --x x.npy --y y.npy --no-shuffle --json
        strata fit model.keras --x x.csv --y y.csv --optimizer sgd --learning-rate 0.1 --loss mse --metrics mae
      """)

  @Argument(help: "A .keras or .h5 file with a model.") var model: String
  @OptionGroup var samples: SampleOptions
  @Option(help: ArgumentHelp("How often to go through all samples.", valueName: "n")) var epochs = 1
  @OptionGroup var batchSize: BatchSizeOption
  @Flag(inversion: .prefixedNo, help: "Take the samples in another order in each epoch.") var shuffle = true
  @Option(help: ArgumentHelp("Start all random numbers from here, 0 to 4294967295.", valueName: "s"))
  var seed: UInt32?
  @Option(
    help: ArgumentHelp(
      "The share of the samples, from the end, to judge by after each epoch instead of training on them.",
      valueName: "f"))
  var validationSplit = 0.0
  @OptionGroup var optimizer: OptimizerOptions
  @OptionGroup var objectives: ObjectiveOptions
  @Option(
    help: ArgumentHelp(
      "Where the trained model goes (.keras), or its weights (.weights.h5, .safetensors, .npz).",
      valueName: "out.keras"))
  var save: String?
  @Option(help: ArgumentHelp("Where the losses and metrics of each epoch go.", valueName: "h.json"))
  var history: String?
  @OptionGroup var device: DeviceOptions
  @OptionGroup var json: JSONFlag

  func validate() throws {
    try requirePositive(epochs, "--epochs")
    guard 0..<1 ~= validationSplit else {
      throw ValidationError("--validation-split \(validationSplit): must be at least 0 and less than 1.")
    }
    try save.map { try ModelOutput.validate($0, option: "--save") }
    guard save == nil || save != history else {
      throw ValidationError("--save and --history: \(save!) cannot be both.")
    }
  }

  func run() throws {
    for path in [save, history].compactMap({ $0 }) { try ModelOutput.requirePlace(for: path) }
    if let seed { setRandomSeed(seed) }
    let file = ModelFile(path: model)
    let model = try file.load(compiling: true)
    try objectives.compile(model, file: file.path, optimizer: optimizer)
    let (x, y) = try samples.read(for: model)
    let history = try withDevice(device.device) {
      try model.fit(
        x, y, batchSize: batchSize.value, epochs: epochs, verbose: json.isOn ? .silent : .epochs,
        validationSplit: validationSplit, shuffle: shuffle)
    }
    try save.map { try ModelOutput.write(model, to: $0) }
    let record = JSONValue(history)
    if let path = self.history { try AtomicFile.write(Array((record.text() + "\n").utf8), to: path) }
    if json.isOn { return try StandardOutput.write(record) }
    if let save { print("Wrote \(save).") }
  }
}

extension JSONValue {
  /// What a history file holds.
  init(_ history: History) {
    self = .object([
      "history": .object(
        JSONObject(logs: history.values) { .array($0.map { JSONValue(finite: $0) }) }),
      "epoch_seconds": .array(history.epochSeconds.map { .number($0) }),
    ])
  }
}
