/// How much training prints. The numbers are Keras's, so `verbose: 2` works too.
public enum Verbosity: Int, Sendable, ExpressibleByIntegerLiteral {
  case silent = 0
  case progressBar = 1
  case oneLinePerEpoch = 2

  /// 0, 1 or 2; any other number is taken for 1.
  public init(integerLiteral value: Int) { self = Verbosity(rawValue: value) ?? .progressBar }
}
