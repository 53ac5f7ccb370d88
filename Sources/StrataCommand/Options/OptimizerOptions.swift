import ArgumentParser
import Strata
import StrataIO

/// The options for what changes the weights.
struct OptimizerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Keras's name of an optimizer, such as adam, or its config as JSON: "
        + #"'{"class_name": "SGD", "config": {"momentum": 0.9}}'."#))
  var optimizer: String?
  @Option(help: ArgumentHelp("The optimizer's learning rate.", valueName: "rate")) var learningRate: Double?

  func validate() throws {
    if let learningRate, !(learningRate >= 0 && learningRate.isFinite) {
      throw ValidationError("--learning-rate \(learningRate): must be a number that is not negative.")
    }
    _ = try optimizerObject
  }

  /// The optimizer as Keras writes it, nil if none is given.
  var optimizerObject: JSONValue? {
    get throws { try optimizer.map { try KerasObject.parse($0, option: "--optimizer") } }
  }

  /// - Throws: `CommandError` if the optimizer's learning rate follows a schedule.
  func setLearningRate(of model: Model) throws {
    guard let learningRate, let optimizer = model.optimizer else { return }
    guard optimizer.schedule == nil else {
      throw CommandError(
        "--learning-rate: the learning rate of '\(optimizer.name)' follows a schedule; give another --optimizer too"
      )
    }
    optimizer.learningRate = learningRate
  }
}
