import StrataIO

/// A loss as a metric: its mean over the samples, without penalties.
public final class MeanLoss: Mean {
  /// The loss that is averaged; its reduction does not matter.
  public let loss: any Loss

  /// - Parameter name: the loss's own name if nil.
  public init(_ loss: any Loss, name: String? = nil) {
    self.loss = loss
    super.init(name: name ?? loss.name)
  }

  public override var className: String { kerasClass?.name ?? super.className }

  public override var arguments: Arguments? { kerasClass.map { commonArguments + $0.arguments } }

  /// Keras's class for the mean of the loss, or its wrapper for means of functions.
  private var kerasClass: MeanMetric.KerasClass? {
    switch loss {
    case let loss as BinaryCrossentropy where loss.axis == -1:
      .init("BinaryCrossentropy", ["from_logits": loss.fromLogits, "label_smoothing": loss.labelSmoothing])
    case let loss as BinaryCrossentropy:
      .wrapper(
        "binary_crossentropy",
        ["from_logits": loss.fromLogits, "label_smoothing": loss.labelSmoothing, "axis": loss.axis])
    case let loss as CategoricalCrossentropy:
      .init(
        loss.className,
        ["from_logits": loss.fromLogits, "label_smoothing": loss.labelSmoothing, "axis": loss.axis])
    case let loss as SparseCategoricalCrossentropy:
      .init(
        loss.className,
        ["from_logits": loss.fromLogits, "ignore_class": loss.ignoreClass, "axis": loss.axis])
    case let loss as Huber: .wrapper("huber", ["delta": loss.delta])
    case let loss as CosineSimilarity: .wrapper("cosine_similarity", ["axis": loss.axis])
    case is LogCosh: .init("LogCoshError")
    case is CategoricalHinge, is Hinge, is KLDivergence, is MeanAbsoluteError, is MeanAbsolutePercentageError,
      is MeanSquaredError, is MeanSquaredLogarithmicError, is Poisson, is SquaredHinge:
      .init(loss.className)
    default: nil
    }
  }

  public override var direction: MetricDirection? { .lowerIsBetter }

  public override func validate(_ yTrue: Tensor, outputShape: PartialShape) throws {
    try loss.validate(yTrue, outputShape: outputShape)
  }

  public override func update(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
    let mask = yPred.mask
    let (yTrue, yPred) = alignedRanks(yTrue.inFullPrecision(), yPred.inFullPrecision())
    let values = loss.perSample(yTrue, yPred)
    let weights = combinedWeights(
      sampleWeight, mask: combinedMask(mask, loss.mask(yTrue, yPred)), .sum, dtype: values.dtype)
    update(values, sampleWeight: weights)
  }
}

extension MeanMetric.KerasClass {
  /// Keras's mean of one of its functions.
  fileprivate static func wrapper(_ function: String, _ arguments: Arguments) -> Self {
    let function: JSONValue = .object([
      "module": .string("builtins"), "class_name": .string("function"), "config": .string(function),
      "registered_name": .string("function"),
    ])
    return Self("MeanMetricWrapper", ["fn": function] + arguments)
  }
}

extension Metric {
  /// A loss as a metric: its mean over the samples, without penalties.
  public static func meanLoss(_ loss: any Loss, name: String? = nil) -> Metric { MeanLoss(loss, name: name) }

  /// The mean of the squared differences.
  public static func meanSquaredError(name: String = "mean_squared_error") -> Metric {
    MeanLoss(.meanSquaredError(), name: name)
  }

  /// `meanSquaredError` under the key `mse`.
  public static func mse() -> Metric { meanSquaredError(name: "mse") }

  /// The mean of the absolute differences.
  public static func meanAbsoluteError(name: String = "mean_absolute_error") -> Metric {
    MeanLoss(.meanAbsoluteError(), name: name)
  }

  /// `meanAbsoluteError` under the key `mae`.
  public static func mae() -> Metric { meanAbsoluteError(name: "mae") }

  /// The mean of the absolute differences in percent of the truth.
  public static func meanAbsolutePercentageError(name: String = "mean_absolute_percentage_error") -> Metric {
    MeanLoss(.meanAbsolutePercentageError(), name: name)
  }

  /// The mean of the squared differences of `log(1 + x)`.
  public static func meanSquaredLogarithmicError(name: String = "mean_squared_logarithmic_error") -> Metric {
    MeanLoss(.meanSquaredLogarithmicError(), name: name)
  }

  /// The mean of `log(cosh(p − t))`.
  public static func logCoshError(name: String = "logcosh") -> Metric { MeanLoss(.logCosh(), name: name) }

  /// The mean crossentropy of independent yes-or-no decisions.
  public static func binaryCrossentropy(
    fromLogits: Bool = false, labelSmoothing: Double = 0, name: String = "binary_crossentropy"
  ) -> Metric {
    MeanLoss(.binaryCrossentropy(fromLogits: fromLogits, labelSmoothing: labelSmoothing), name: name)
  }

  /// The mean crossentropy of one class out of several, the truth being a probability for each.
  public static func categoricalCrossentropy(
    fromLogits: Bool = false, labelSmoothing: Double = 0, axis: Int = -1,
    name: String = "categorical_crossentropy"
  ) -> Metric {
    MeanLoss(
      .categoricalCrossentropy(fromLogits: fromLogits, labelSmoothing: labelSmoothing, axis: axis), name: name
    )
  }

  /// The mean crossentropy of one class out of several, the truth being the number of the class.
  public static func sparseCategoricalCrossentropy(
    fromLogits: Bool = false, ignoreClass: Int? = nil, axis: Int = -1,
    name: String = "sparse_categorical_crossentropy"
  ) -> Metric {
    MeanLoss(
      .sparseCategoricalCrossentropy(fromLogits: fromLogits, ignoreClass: ignoreClass, axis: axis), name: name
    )
  }

  /// The mean of `max(1 − t p, 0)`.
  public static func hinge(name: String = "hinge") -> Metric { MeanLoss(.hinge(), name: name) }

  /// The mean of `max(1 − t p, 0)²`.
  public static func squaredHinge(name: String = "squared_hinge") -> Metric {
    MeanLoss(.squaredHinge(), name: name)
  }

  /// The mean of `max(max((1 − t) p) − Σ t p + 1, 0)`.
  public static func categoricalHinge(name: String = "categorical_hinge") -> Metric {
    MeanLoss(.categoricalHinge(), name: name)
  }

  /// The mean divergence `Σ t log(t / p)`.
  public static func klDivergence(name: String = "kl_divergence") -> Metric {
    MeanLoss(.klDivergence(), name: name)
  }

  /// The mean of `p − t log p`.
  public static func poisson(name: String = "poisson") -> Metric { MeanLoss(.poisson(), name: name) }
}
