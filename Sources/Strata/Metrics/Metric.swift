import StrataIO

/// A number that tells how good predictions are, gathered over batches.
///
/// State lives in variables, so that updates can be part of a compiled training step. A metric that is the mean of
/// a value of each sample subclasses `MeanMetric`.
open class Metric: Configurable {
  /// The key in logs and histories, such as `accuracy`.
  public let name: String
  /// The state; every element is zero after `reset()`.
  public private(set) var variables: [Variable] = []

  public init(name: String) { self.name = name }

  public static var kerasModule: String { "keras.metrics" }

  /// Keras's name of the class.
  open var className: String { "\(Self.self)" }

  /// What the metric was made with, its name included; nil, the default, if it cannot be described in a file.
  open var arguments: Arguments? { nil }

  /// As Keras writes a metric: its module, class and config.
  open var json: JSONValue { get throws { try serialized() } }

  /// The arguments that all metrics have, for the `arguments` of one's own.
  public final var commonArguments: Arguments { ["name": name, "dtype": "float32"] }

  /// Creates a piece of state, `float32` zeros.
  public func addVariable(name: String, shape: [Int] = []) -> Variable {
    let variable = Variable(Tensor.zeros(shape), name: name, trainable: false)
    variables.append(variable)
    return variable
  }

  /// Which values are better, or nil if that cannot be said; callbacks that watch for improvement go by it.
  open var direction: MetricDirection? { nil }

  /// Checks the truth for a whole data set before training or evaluation, where an error can still be thrown.
  /// - Parameter outputShape: the shape of the model's output for one batch.
  /// - Throws: `StrataError.invalidData` if the metric cannot compare the two. The default takes anything.
  open func validate(_ yTrue: Tensor, outputShape: PartialShape) throws {}

  /// Takes one more batch into account.
  /// - Parameter sampleWeight: a weight for each sample, or nil.
  open func update(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
    stop("\(Self.self) does not override update(_:_:sampleWeight:)")
  }

  /// The value over all batches since the last reset, a scalar.
  open func result() -> Tensor {
    stop("\(Self.self) does not override result()")
  }

  /// Forgets the batches so far.
  open func reset() {
    for variable in variables { variable.value = Tensor.zeros(variable.shape) }
  }
}

/// Which values of a metric are better.
public enum MetricDirection: Sendable, Hashable {
  case higherIsBetter, lowerIsBetter
}
