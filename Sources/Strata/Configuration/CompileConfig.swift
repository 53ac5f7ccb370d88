import StrataIO

// What a model is compiled with, as Keras's files have it: the `compile_config` of a model, or the `training_config` of
// a legacy file.

extension Model {
  /// What the model was compiled with; empty before it was. What a file said is said again, with the present learning
  /// rate.
  /// - Throws: `StrataError.noConfig` if something cannot be described in a file, such as a loss that is a closure.
  var compileConfig: JSONObject {
    get throws {
      guard let compilation else { return [:] }
      guard var config = compilation.fileConfig else { return try compilation.config }
      config["optimizer"] = try compilation.givenOptimizer.json(asIn: config["optimizer"])
      return config
    }
  }

  /// What the model was compiled with, nil if it was not. If that cannot be described, the user is told.
  var describedCompileConfig: JSONObject? {
    guard compilation != nil else { return nil }
    do {
      return try compileConfig
    } catch {
      warn("'\(name)' is described without what it was compiled with: \(error)")
      return nil
    }
  }

  /// Compiles the model as a file says. Does nothing if the file says nothing.
  /// - Throws: `StrataError.unknownClass` or `.invalidConfig`.
  func compile(from config: JSONObject, place: String) throws {
    guard !config.isEmpty else { return }
    let reader = CompileConfigReader(config: config, place: place, hasOneOutput: outputNames.count == 1)
    compile(
      optimizer: try reader.optimizer(), losses: try reader.losses(), lossWeights: try reader.lossWeights(),
      metrics: try reader.metrics("metrics"), weightedMetrics: try reader.metrics("weighted_metrics"))
    compilation?.fileConfig = config
  }

  /// Compiles the model as a legacy file says.
  /// - Throws: `StrataError.unknownClass` or `.invalidConfig`.
  func compile(fromLegacy config: JSONObject, place: String) throws {
    var config = config
    if let optimizer = config["optimizer_config"] {
      config["optimizer"] = optimizer
      config["optimizer_config"] = nil
    }
    try compile(from: config, place: place)
  }
}

extension Optimizer {
  /// As the file had it from which the optimizer was read, with the present learning rate.
  fileprivate func json(asIn file: JSONValue?) throws -> JSONValue {
    guard var object = file?.object, var config = object["config"]?.object else { return try json }
    if let inner = (self as? LossScaleOptimizer)?.inner {
      config["inner_optimizer"] = try inner.json(asIn: config["inner_optimizer"])
    } else if schedule == nil {
      config["learning_rate"] = .number(learningRate)
    }
    object["config"] = .object(config)
    return .object(object)
  }
}
