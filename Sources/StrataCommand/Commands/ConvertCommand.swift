import ArgumentParser
import Strata
import StrataIO

struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write a model or weights in another format.",
    discussion: """
      The ends of the names say what is read and written:
        .keras            a model with its weights and compile settings
        .h5               the same as earlier versions of Keras wrote it; only read
        .weights.h5       Keras 3's weights
        .safetensors      arrays with names
        .npz              arrays with names, for NumPy

      A model becomes a model or weights. Weights alone become weights if both formats have names, .safetensors and \
      .npz; for anything else, --into names a model file that has the layers. That file stays as it is.

      EXAMPLES
        strata convert old.h5 new.keras
        strata convert model.keras weights.safetensors
        strata convert weights.npz weights.safetensors
        strata convert better.weights.h5 better.keras --into model.keras
      """)

  @Argument(help: "A model or weights.") var input: String
  @Argument(help: "The file to write.") var output: String
  @Option(help: ArgumentHelp("Load weights into this model.", valueName: "model")) var into: String?
  @Flag(help: "With --into, load the weights that fit, and leave the others as they are in the model.")
  var allowPartial = false
  @OptionGroup var json: JSONFlag

  func validate() throws {
    try ModelOutput.validate(output, option: "OUT")
    guard !allowPartial || into != nil else { throw ValidationError("--allow-partial goes with --into.") }
  }

  func run() throws {
    var notLoaded: [String] = []
    if let into {
      guard try !FileKind.isModel(input) else {
        throw CommandError("\(input): is a model; with --into, a file of weights is expected")
      }
      let model = try ModelFile(path: into).load(compiling: ModelOutput.holdsOptimizer(output))
      let report = try model.loadWeights(from: input, allowPartial: allowPartial)
      notLoaded = report.differences.map(\.description)
      try ModelOutput.write(model, to: output)
    } else if try FileKind.isModel(input) {
      let model = try ModelFile(path: input).load(compiling: ModelOutput.holdsOptimizer(output))
      try ModelOutput.write(model, to: output)
    } else {
      try convertWeights()
    }
    if json.isOn {
      return try StandardOutput.write(
        .object(["file": .string(output), "not_loaded": .array(notLoaded.map { .string($0) })]))
    }
    for difference in notLoaded { print("Not loaded: \(difference)") }
    print("Wrote \(output).")
  }

  private func convertWeights() throws {
    guard let kind = FileKind(of: input) else {
      throw CommandError(
        "\(input): the name must end in .keras or .h5 for a model, or \(FileKind.weightEndings) for weights")
    }
    guard kind.hasNames, FileKind(of: output)?.hasNames == true else {
      throw CommandError(
        "\(input): has weights but no layers, which \(output) needs; name a model that has them with --into MODEL"
      )
    }
    try NamedTensors(weightsFile: input).write(to: output)
  }
}
