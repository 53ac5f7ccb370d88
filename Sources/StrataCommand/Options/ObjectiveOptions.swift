import ArgumentParser
import Strata
import StrataIO

/// The options for what a model is judged by.
struct ObjectiveOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Keras's name of a loss, such as mse, or its config as JSON. A model with several outputs takes it once for each."
    ))
  var loss: [String] = []
  @Option(
    help: ArgumentHelp(
      "Keras's name of a metric, such as accuracy, several with commas between, or a config as JSON; may be repeated. "
        + "For several outputs, JSON with a list for each: '[[], [\"accuracy\"]]' or '{\"kind\": [\"accuracy\"]}'."
    ))
  var metrics: [String] = []

  func validate() throws {
    for loss in loss { _ = try KerasObject.parse(loss, option: "--loss") }
    for metric in metrics { _ = try KerasObject.parse(metric, option: "--metrics") }
  }

  private var losses: JSONValue? {
    get throws {
      let losses = try loss.map { try KerasObject.parse($0, option: "--loss") }
      return losses.count > 1 ? .array(losses) : losses.first
    }
  }

  /// Metrics of several outputs: a list of lists, or lists by name.
  private var metricsOfOutputs: JSONValue? {
    get throws {
      let parsed = try KerasObject.parse(metrics[0], option: "--metrics")
      let isByName = parsed.object != nil && parsed["class_name"] == nil
      return isByName || parsed.array != nil ? parsed : nil
    }
  }

  private var metricList: JSONValue? {
    get throws {
      guard !metrics.isEmpty else { return nil }
      if metrics.count == 1, let ofOutputs = try metricsOfOutputs { return ofOutputs }
      return .array(
        try metrics.flatMap { argument in
          let parsed = try KerasObject.parse(argument, option: "--metrics")
          guard case .string(let names) = parsed else { return parsed.array ?? [parsed] }
          return names.split(separator: ",").map { name in
            JSONValue.string(String(name.filter { !$0.isWhitespace }))
          }
        })
    }
  }
}

extension ObjectiveOptions {
  /// Compiles a model anew if anything but what its file says is asked for.
  /// - Throws: `StrataError`, or `CommandError` if the model would have no loss.
  func compile(_ model: Model, file: String, optimizer: OptimizerOptions? = nil) throws {
    guard model.optimizer != nil || !loss.isEmpty else {
      throw CommandError(
        "\(file): the model was saved without a loss to train or judge by; give one with --loss")
    }
    var changes = JSONObject()
    changes["optimizer"] = try optimizer?.optimizerObject
    changes["loss"] = try losses
    changes["metrics"] = try metricList
    if !changes.isEmpty { try compile(model, changing: changes) }
    try optimizer?.setLearningRate(of: model)
  }

  private func compile(_ model: Model, changing changes: JSONObject) throws {
    let place = "the command line"
    do {
      try model.compile(changing: changes, place: place)
    } catch StrataError.unknownClass(let kind, let name, _, let origin) where origin.hasPrefix(place) {
      throw CommandError("--\(kind == "metric" ? "metrics" : kind): Strata has no \(kind) '\(name)'")
    }
  }
}
