/// Vectors along `axes` get lengths of at most `maxValue`.
///
/// Along axis 0 of a `Dense` kernel are the weights of one unit, along `[0, 1, 2]` of a `Conv2D` kernel those of
/// one filter.
public struct MaxNorm: Constraint, Hashable {
  /// The largest length allowed.
  public var maxValue: Double
  /// The axes along which the vectors lie.
  public var axes: [Int]

  /// A bound on the lengths of vectors along one or several axes.
  public init(_ maxValue: Double = 2, axis: any IntegerOrList = 0) {
    self.maxValue = maxValue
    axes = axis.integers
  }

  init(config: Config) throws {
    self.init(try config.double("max_value", default: 2), axis: try config.ints("axis", default: [0]))
  }

  public var arguments: Arguments? { ["max_value": maxValue, "axis": axisArgument(axes)] }

  /// The nearest allowed values, of the same shape.
  public func callAsFunction(_ values: Tensor) -> Tensor {
    let lengths = lengths(of: values, along: axes)
    return values * (minimum(lengths, maxValue) / (lengths + smallLength))
  }

  /// Checks the arguments, and whether they suit values of the given shape.
  public func validate(shape: [Int]) throws { try validateAxes(axes, shape, owner: "the constraint maxNorm") }
}

/// Vectors along `axes` get the length 1.
public struct UnitNorm: Constraint, Hashable {
  /// The axes along which the vectors lie.
  public var axes: [Int]

  /// The length 1 for vectors along one or several axes.
  public init(axis: any IntegerOrList = 0) { axes = axis.integers }

  init(config: Config) throws { self.init(axis: try config.ints("axis", default: [0])) }

  public var arguments: Arguments? { ["axis": axisArgument(axes)] }

  /// The nearest allowed values, of the same shape.
  public func callAsFunction(_ values: Tensor) -> Tensor {
    values / (lengths(of: values, along: axes) + smallLength)
  }

  /// Checks the arguments, and whether they suit values of the given shape.
  public func validate(shape: [Int]) throws {
    try validateAxes(axes, shape, owner: "the constraint unitNorm")
  }
}

/// Vectors along `axes` get lengths from `minValue` to `maxValue`; with a `rate` below 1 they only move that part
/// of the way.
public struct MinMaxNorm: Constraint, Hashable {
  /// The smallest length allowed.
  public var minValue: Double
  /// The largest length allowed.
  public var maxValue: Double
  /// The part of the way to the allowed length that a vector moves.
  public var rate: Double
  /// The axes along which the vectors lie.
  public var axes: [Int]

  /// Bounds on the lengths of vectors along one or several axes.
  public init(
    minValue: Double = 0, maxValue: Double = 1, rate: Double = 1, axis: any IntegerOrList = 0
  ) {
    self.minValue = minValue
    self.maxValue = maxValue
    self.rate = rate
    axes = axis.integers
  }

  init(config: Config) throws {
    self.init(
      minValue: try config.double("min_value", default: 0),
      maxValue: try config.double("max_value", default: 1), rate: try config.double("rate", default: 1),
      axis: try config.ints("axis", default: [0]))
  }

  public var arguments: Arguments? {
    ["min_value": minValue, "max_value": maxValue, "rate": rate, "axis": axisArgument(axes)]
  }

  /// The nearest allowed values, of the same shape.
  public func callAsFunction(_ values: Tensor) -> Tensor {
    let lengths = lengths(of: values, along: axes)
    let allowed = minimum(maximum(lengths, minValue), maxValue)
    let desired = rate == 1 ? allowed : rate * allowed + (1 - rate) * lengths
    return values * (desired / (lengths + smallLength))
  }

  /// Checks the arguments, and whether they suit values of the given shape.
  public func validate(shape: [Int]) throws {
    try validateAxes(axes, shape, owner: "the constraint minMaxNorm")
  }
}

extension Constraint where Self == MaxNorm {
  /// Vectors along `axis` (or several axes) get lengths of at most `maxValue`.
  public static func maxNorm(_ maxValue: Double = 2, axis: any IntegerOrList = 0) -> MaxNorm {
    MaxNorm(maxValue, axis: axis)
  }
}

extension Constraint where Self == UnitNorm {
  /// Vectors along `axis` (or several axes) get the length 1.
  public static func unitNorm(axis: any IntegerOrList = 0) -> UnitNorm { UnitNorm(axis: axis) }
}

extension Constraint where Self == MinMaxNorm {
  /// Vectors along `axis` (or several axes) get lengths from `minValue` to `maxValue`; with a `rate` below 1
  /// they only move that part of the way.
  public static func minMaxNorm(
    minValue: Double = 0, maxValue: Double = 1, rate: Double = 1, axis: any IntegerOrList = 0
  ) -> MinMaxNorm {
    MinMaxNorm(minValue: minValue, maxValue: maxValue, rate: rate, axis: axis)
  }
}

/// Keras's epsilon: keeps a vector of length 0 what it is.
private let smallLength = 1e-7

/// A single axis as a number, several as a list.
private func axisArgument(_ axes: [Int]) -> any ConfigValue { axes.count == 1 ? axes[0] : axes }

private func lengths(of values: Tensor, along axes: [Int]) -> Tensor {
  values.square().sum(axes: axes, keepDims: true).sqrt()
}

private func validateAxes(_ axes: [Int], _ shape: [Int], owner: String) throws {
  guard shape.contains(axes: axes) else {
    throw StrataError.invalidArgument(
      owner: owner, argument: "axis", expected: "different axes of \(shape)", found: "\(axes)")
  }
}
