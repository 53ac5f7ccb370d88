/// Why a gradient cannot be taken.
public enum GradientError: Error, Hashable, CustomStringConvertible {
  /// Only `float32` and `float64` values have gradients.
  case notFloatingPoint(TensorType)
  /// Without an output gradient the output must be a scalar.
  case notScalar(TensorType)
  /// The output gradient must have the output's type.
  case outputGradientMismatch(output: TensorType, outputGradient: TensorType)
  /// A function with a custom gradient depends on what a gradient is asked for not only through its arguments.
  case outsideOfCustomGradient(TensorType)

  /// What is wrong, with the types.
  public var description: String {
    switch self {
    case .notFloatingPoint(let type):
      "gradient: \(type) is not floating point"
    case .notScalar(let type):
      "gradient: the output must be a scalar, or come with an output gradient; it is \(type)"
    case .outputGradientMismatch(let output, let outputGradient):
      "gradient: the output gradient is \(outputGradient), the output \(output)"
    case .outsideOfCustomGradient(let type):
      """
      gradient: a function with a custom gradient uses a value \(type) that a gradient is asked for, or one that \
      depends on it, but its rule covers only its arguments: pass the value as an argument, or stop its gradient \
      with stoppingGradient()
      """
    }
  }
}
