import ArgumentParser
import Strata
import StrataIO

struct TrainExampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train-example",
    abstract: "Train an example network on real data.",
    discussion: """
      Without NAME, lists the examples. --save keeps the trained model, for the other commands.

      EXAMPLES
        strata train-example
        strata train-example digits --save digits.keras
        strata train-example fashion-cnn --epochs 1
      """)

  @Argument(help: "The name of an example.") var name: String?
  @Option(help: ArgumentHelp("How often to go through all samples.", valueName: "n")) var epochs: Int?
  @Option(help: ArgumentHelp("Samples in one step.", valueName: "n")) var batchSize: Int?
  @Option(help: ArgumentHelp("Start all random numbers from here.", valueName: "s")) var seed: UInt32 = 1234
  @Option(help: ArgumentHelp("The folder with the four files of Fashion-MNIST.", valueName: "folder"))
  var data = "/usr/share/datasets/fashion-mnist"
  @Option(
    help: ArgumentHelp(
      "Where the trained model goes (.keras), or its weights (.weights.h5, .safetensors, .npz).",
      valueName: "out.keras"))
  var save: String?
  @OptionGroup var json: JSONFlag

  private var example: Example? { Example.all.first { $0.name == name } }

  func validate() throws {
    guard name == nil || example != nil else {
      throw ValidationError(
        "there is no example '\(name!)'; the examples are \(Example.all.map(\.name).quotedList).")
    }
    try epochs.map { try requirePositive($0, "--epochs") }
    try batchSize.map { try requirePositive($0, "--batch-size") }
    try save.map { try ModelOutput.validate($0, option: "--save") }
  }

  func run() throws {
    guard let example else { return try list() }
    try save.map { try ModelOutput.requirePlace(for: $0) }
    setRandomSeed(seed)
    let data = try samples(of: example)
    let model = try example.makeModel()
    model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
    if !json.isOn {
      print(
        "\(example.name): \(data.trainingImages.shape[0]) pictures to train on, \(data.testImages.shape[0]) to test."
      )
      model.summary()
    }
    let history = try model.fit(
      data.trainingImages, data.trainingLabels, batchSize: batchSize ?? example.batchSize,
      epochs: epochs ?? example.epochs, verbose: json.isOn ? .silent : .epochs)
    let test = try model.evaluate(data.testImages, data.testLabels, verbose: .silent)
    try save.map { try ModelOutput.write(model, to: $0) }
    if json.isOn {
      var record = JSONValue(history).object ?? [:]
      record["test"] = .object(JSONObject(logs: test) { JSONValue(finite: $0) })
      return try StandardOutput.write(.object(record))
    }
    print("Of the test pictures, the network knows \((test["accuracy"]! * 1000).rounded() / 10) %.")
    if let save { print("Wrote \(save).") }
  }

  private func list() throws {
    guard json.isOn else {
      return print(textTable(Example.all.map { [$0.name, $0.summary] }, textColumns: 2))
    }
    try StandardOutput.write(
      .array(Example.all.map { .object(["name": .string($0.name), "summary": .string($0.summary)]) }))
  }

  private func samples(of example: Example) throws -> ImageDataset {
    guard example.usesFashionMNIST else { return try .digits() }
    do {
      return try .fashionMNIST(folder: data)
    } catch StrataError.file(let path, let reason) {
      throw CommandError(
        """
        \(path): \(reason). Fashion-MNIST is Debian's package dataset-fashion-mnist; --data names another folder with \
        its four files, from https://github.com/zalandoresearch/fashion-mnist
        """)
    }
  }
}
