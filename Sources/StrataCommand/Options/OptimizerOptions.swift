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
    if let optimizer { _ = try KerasObject.parse(optimizer, option: "--optimizer") }
  }
}
