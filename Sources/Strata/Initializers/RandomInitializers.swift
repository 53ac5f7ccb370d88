import StrataGraph

/// Numbers spread evenly from `minValue` up to, but not including, `maxValue`.
public struct RandomUniform: Initializer, Hashable {
  /// The smallest value.
  public var minValue: Double
  /// The bound that no value reaches.
  public var maxValue: Double
  /// The seed; the same seed gives the same values.
  public var seed: Int {
    get { ownSeed.value }
    set { ownSeed = InitializerSeed(newValue) }
  }
  private var ownSeed: InitializerSeed

  /// - Parameter seed: nil to draw one, as `setRandomSeed` determines.
  public init(minValue: Double = -0.05, maxValue: Double = 0.05, seed: Int? = nil) {
    self.minValue = minValue
    self.maxValue = maxValue
    ownSeed = InitializerSeed(seed)
  }

  init(config: Config) throws {
    self.init(
      minValue: try config.double("minval", default: -0.05),
      maxValue: try config.double("maxval", default: 0.05), seed: try config.optionalSeed("seed"))
  }

  public var arguments: Arguments? { ["seed": ownSeed, "minval": minValue, "maxval": maxValue] }

  /// The same with a newly drawn seed, unless the seed was given.
  public func redrawn() -> Self {
    var other = self
    other.ownSeed = ownSeed.redrawn()
    return other
  }

  /// Values for a weight of the given shape.
  public func callAsFunction(shape: [Int], dtype: DType) -> Tensor {
    Tensor.randomUniform(shape, from: minValue, to: maxValue, seed: seed).converted(to: dtype)
  }
}

/// Numbers from a normal distribution.
public struct RandomNormal: Initializer, Hashable {
  /// The mean.
  public var mean: Double
  /// The standard deviation.
  public var stddev: Double
  /// The seed; the same seed gives the same values.
  public var seed: Int {
    get { ownSeed.value }
    set { ownSeed = InitializerSeed(newValue) }
  }
  private var ownSeed: InitializerSeed

  /// - Parameter seed: nil to draw one, as `setRandomSeed` determines.
  public init(mean: Double = 0, stddev: Double = 0.05, seed: Int? = nil) {
    self.mean = mean
    self.stddev = stddev
    ownSeed = InitializerSeed(seed)
  }

  init(config: Config) throws {
    self.init(
      mean: try config.double("mean", default: 0), stddev: try config.double("stddev", default: 0.05),
      seed: try config.optionalSeed("seed"))
  }

  public var arguments: Arguments? { ["seed": ownSeed, "mean": mean, "stddev": stddev] }

  /// The same with a newly drawn seed, unless the seed was given.
  public func redrawn() -> Self {
    var other = self
    other.ownSeed = ownSeed.redrawn()
    return other
  }

  /// Values for a weight of the given shape.
  public func callAsFunction(shape: [Int], dtype: DType) -> Tensor {
    Tensor.randomNormal(shape, mean: mean, standardDeviation: stddev, seed: seed).converted(to: dtype)
  }
}

/// Numbers from a normal distribution, none of them further than two standard deviations from the mean.
public struct TruncatedNormal: Initializer, Hashable {
  /// The mean.
  public var mean: Double
  /// The standard deviation of the distribution before it is truncated.
  public var stddev: Double
  /// The seed; the same seed gives the same values.
  public var seed: Int {
    get { ownSeed.value }
    set { ownSeed = InitializerSeed(newValue) }
  }
  private var ownSeed: InitializerSeed

  /// - Parameter seed: nil to draw one, as `setRandomSeed` determines.
  public init(mean: Double = 0, stddev: Double = 0.05, seed: Int? = nil) {
    self.mean = mean
    self.stddev = stddev
    ownSeed = InitializerSeed(seed)
  }

  init(config: Config) throws {
    self.init(
      mean: try config.double("mean", default: 0), stddev: try config.double("stddev", default: 0.05),
      seed: try config.optionalSeed("seed"))
  }

  public var arguments: Arguments? { ["seed": ownSeed, "mean": mean, "stddev": stddev] }

  /// The same with a newly drawn seed, unless the seed was given.
  public func redrawn() -> Self {
    var other = self
    other.ownSeed = ownSeed.redrawn()
    return other
  }

  /// Values for a weight of the given shape.
  public func callAsFunction(shape: [Int], dtype: DType) -> Tensor {
    Tensor.truncatedNormal(shape, mean: mean, standardDeviation: stddev, seed: seed).converted(to: dtype)
  }
}

extension Initializer where Self == RandomUniform {
  /// Numbers spread evenly from `minValue` up to, but not including, `maxValue`.
  public static func randomUniform(
    minValue: Double = -0.05, maxValue: Double = 0.05, seed: Int? = nil
  ) -> RandomUniform {
    RandomUniform(minValue: minValue, maxValue: maxValue, seed: seed)
  }
}

extension Initializer where Self == RandomNormal {
  /// Numbers from a normal distribution.
  public static func randomNormal(mean: Double = 0, stddev: Double = 0.05, seed: Int? = nil) -> RandomNormal {
    RandomNormal(mean: mean, stddev: stddev, seed: seed)
  }
}

extension Initializer where Self == TruncatedNormal {
  /// Numbers from a normal distribution, none of them further than two standard deviations from the mean.
  public static func truncatedNormal(
    mean: Double = 0, stddev: Double = 0.05, seed: Int? = nil
  ) -> TruncatedNormal {
    TruncatedNormal(mean: mean, stddev: stddev, seed: seed)
  }
}
