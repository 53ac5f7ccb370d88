import Strata
import StrataIO
import Testing

/// The loss that a recorded Keras configuration describes.
func loss(_ recorded: JSONValue?) throws -> any Loss {
  let config = try #require(recorded?["config"])
  let reductions: [String: LossReduction] = [
    "sum_over_batch_size": .sumOverBatchSize, "sum": .sum, "mean_with_sample_weight": .meanWithSampleWeight,
    "none": .none,
  ]
  let reduction = try #require(reductions[config["reduction"]?.string ?? "none"])
  let fromLogits = config["from_logits"]?.bool ?? false
  let labelSmoothing = config["label_smoothing"]?.double ?? 0
  switch recorded?["class_name"]?.string {
  case "BinaryCrossentropy":
    return .binaryCrossentropy(fromLogits: fromLogits, labelSmoothing: labelSmoothing, reduction: reduction)
  case "CategoricalCrossentropy":
    return .categoricalCrossentropy(
      fromLogits: fromLogits, labelSmoothing: labelSmoothing, reduction: reduction)
  case "SparseCategoricalCrossentropy":
    return .sparseCategoricalCrossentropy(
      fromLogits: fromLogits, ignoreClass: config["ignore_class"]?.integer, reduction: reduction)
  case "MeanSquaredError": return .meanSquaredError(reduction: reduction)
  case "MeanAbsoluteError": return .meanAbsoluteError(reduction: reduction)
  case "MeanAbsolutePercentageError": return .meanAbsolutePercentageError(reduction: reduction)
  case "MeanSquaredLogarithmicError": return .meanSquaredLogarithmicError(reduction: reduction)
  case "Huber": return .huber(reduction: reduction)
  case "LogCosh": return .logCosh(reduction: reduction)
  case "Hinge": return .hinge(reduction: reduction)
  case "SquaredHinge": return .squaredHinge(reduction: reduction)
  case "CategoricalHinge": return .categoricalHinge(reduction: reduction)
  case "KLDivergence": return .klDivergence(reduction: reduction)
  case "Poisson": return .poisson(reduction: reduction)
  case "CosineSimilarity": return .cosineSimilarity(reduction: reduction)
  default: throw UnknownRecording(recorded?["class_name"]?.string ?? "")
  }
}

/// A recorded class that the tests do not know.
struct UnknownRecording: Error, CustomStringConvertible {
  let description: String
  init(_ className: String) { description = "no class '\(className)'" }
}
