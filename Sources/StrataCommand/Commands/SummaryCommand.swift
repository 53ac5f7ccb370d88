import ArgumentParser
import Strata
import StrataIO

struct SummaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Show a model's layers, output shapes and numbers of parameters.",
    discussion: """
      The table is Keras's. None stands for a size that may vary, as the number of samples does.

      EXAMPLES
        strata summary model.keras
        strata summary model.keras --json | jq '.layers[].name'
      """)

  @Argument(help: "A .keras or .h5 file with a model.") var model: String
  @OptionGroup var json: JSONFlag

  func run() throws {
    let model = try ModelFile(path: model).load()
    guard json.isOn else { return model.summary() }
    let count = { (weights: [Variable]) in JSONValue.integer(weights.reduce(0) { $0 + $1.count }) }
    try StandardOutput.write(
      .object([
        "name": .string(model.name),
        "inputs": .array(model.inputPorts.map(\.json)),
        "outputs": .array(model.outputPorts.map(\.json)),
        "layers": .array(model.layerSummaries().map(Self.json)),
        "parameters": count(model.weights),
        "trainable_parameters": count(model.trainableWeights),
        "non_trainable_parameters": count(model.nonTrainableWeights),
      ]))
  }

  private static func json(_ layer: LayerSummary) -> JSONValue {
    .object([
      "name": .string(layer.name), "class": .string(layer.className),
      "output_shape": layer.outputShape.map { JSONValue(shape: $0) } ?? .null,
      "parameters": .integer(layer.parameterCount), "trainable_parameters": .integer(layer.trainableCount),
    ])
  }
}
