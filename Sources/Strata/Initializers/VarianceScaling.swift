import StrataGraph

/// Random numbers whose variance suits the number of connections of a unit: `scale` divided by that number.
///
/// Glorot's, He's and LeCun's initializers are those with the scales, numbers and distributions that these authors
/// proposed.
public struct VarianceScaling: Initializer, Hashable {
  /// Which connections are counted.
  public enum Mode: String, Sendable, Hashable {
    case fanIn = "fan_in"
    case fanOut = "fan_out"
    /// The mean of the two.
    case fanAvg = "fan_avg"
  }

  /// The shape of the distribution.
  public enum Distribution: String, Sendable, Hashable {
    case uniform
    /// Normal, truncated at two standard deviations and widened so that the variance is right nevertheless.
    case truncatedNormal = "truncated_normal"
    /// Normal.
    case untruncatedNormal = "untruncated_normal"
  }

  /// The variance times the number of connections.
  public var scale: Double
  /// Which connections are counted.
  public var mode: Mode
  /// The shape of the distribution.
  public var distribution: Distribution
  /// The seed; the same seed gives the same values.
  public var seed: Int {
    get { ownSeed.value }
    set { ownSeed = InitializerSeed(newValue) }
  }
  private var ownSeed: InitializerSeed
  /// The axes whose sizes multiply to the number of connections in; nil for the usual ones.
  public var inputAxes: [Int]?
  /// The axes whose sizes multiply to the number of connections out; nil for the usual ones.
  public var outputAxes: [Int]?
  /// The proposal that this one was made as.
  private var proposal: Proposal?

  /// - Parameter seed: nil to draw one, as `setRandomSeed` determines.
  public init(
    scale: Double = 1, mode: Mode = .fanIn, distribution: Distribution = .truncatedNormal, seed: Int? = nil,
    inputAxes: [Int]? = nil, outputAxes: [Int]? = nil
  ) {
    self.scale = scale
    self.mode = mode
    self.distribution = distribution
    ownSeed = InitializerSeed(seed)
    self.inputAxes = inputAxes
    self.outputAxes = outputAxes
  }

  fileprivate init(_ proposal: Proposal, seed: Int?, inputAxes: [Int]?, outputAxes: [Int]?) {
    let (scale, mode, distribution) = proposal.properties
    self.init(
      scale: scale, mode: mode, distribution: distribution, seed: seed, inputAxes: inputAxes,
      outputAxes: outputAxes)
    self.proposal = proposal
  }

  /// The same with a newly drawn seed, unless the seed was given.
  public func redrawn() -> Self {
    var other = self
    other.ownSeed = ownSeed.redrawn()
    return other
  }

  /// - Throws: `StrataError.invalidArgument` if the scale is not positive or an axis not one of the shape's.
  public func callAsFunction(shape: [Int], dtype: DType) throws -> Tensor {
    guard scale > 0, scale.isFinite else {
      throw StrataError.invalidArgument(
        owner: "the initializer", argument: "scale", expected: "positive", found: "\(scale)")
    }
    let fans = try fans(of: shape, inputAxes: inputAxes, outputAxes: outputAxes)
    let connections =
      switch mode {
      case .fanIn: fans.input
      case .fanOut: fans.output
      case .fanAvg: (fans.input + fans.output) / 2
      }
    return values(shape, variance: scale / max(1, connections)).converted(to: dtype)
  }

  private func values(_ shape: [Int], variance: Double) -> Tensor {
    switch distribution {
    case .uniform:
      let limit = (3 * variance).squareRoot()
      return .randomUniform(shape, from: -limit, to: limit, seed: seed)
    case .truncatedNormal:
      let deviationOfTruncated = 0.87962566103423978
      return .truncatedNormal(
        shape, standardDeviation: variance.squareRoot() / deviationOfTruncated, seed: seed)
    case .untruncatedNormal:
      return .randomNormal(shape, standardDeviation: variance.squareRoot(), seed: seed)
    }
  }
}

/// Glorot's, He's and LeCun's initializers, which are classes of their own in Keras.
private enum Proposal: String {
  case glorotUniform = "GlorotUniform"
  case glorotNormal = "GlorotNormal"
  case heUniform = "HeUniform"
  case heNormal = "HeNormal"
  case lecunUniform = "LecunUniform"
  case lecunNormal = "LecunNormal"

  var properties: (Double, VarianceScaling.Mode, VarianceScaling.Distribution) {
    switch self {
    case .glorotUniform: (1, .fanAvg, .uniform)
    case .glorotNormal: (1, .fanAvg, .truncatedNormal)
    case .heUniform: (2, .fanIn, .uniform)
    case .heNormal: (2, .fanIn, .truncatedNormal)
    case .lecunUniform: (1, .fanIn, .uniform)
    case .lecunNormal: (1, .fanIn, .truncatedNormal)
    }
  }
}

extension VarianceScaling {
  init(config: Config) throws {
    let seed = try config.optionalSeed("seed")
    let inputAxes = try config.optionalInts("input_axes")
    let outputAxes = try config.optionalInts("output_axes")
    if let proposal = Proposal(rawValue: config.className) {
      self.init(proposal, seed: seed, inputAxes: inputAxes, outputAxes: outputAxes)
    } else {
      self.init(
        scale: try config.double("scale", default: 1),
        mode: try config.choice(
          "mode", ["fan_in": .fanIn, "fan_out": .fanOut, "fan_avg": .fanAvg], default: .fanIn),
        distribution: try config.choice(
          "distribution",
          [
            "uniform": .uniform, "truncated_normal": .truncatedNormal, "normal": .truncatedNormal,
            "untruncated_normal": .untruncatedNormal,
          ], default: .truncatedNormal),
        seed: seed, inputAxes: inputAxes, outputAxes: outputAxes)
    }
  }

  /// The proposal that this one was made as, unless it was changed since.
  private var unchangedProposal: Proposal? {
    proposal.flatMap { $0.properties == (scale, mode, distribution) ? $0 : nil }
  }

  public var className: String { unchangedProposal?.rawValue ?? "VarianceScaling" }

  public var arguments: Arguments? {
    let own: Arguments =
      unchangedProposal == nil
      ? ["scale": scale, "mode": mode.rawValue, "distribution": distribution.rawValue] : [:]
    return ["seed": ownSeed] + own + ["input_axes": inputAxes, "output_axes": outputAxes]
  }
}

extension Initializer where Self == VarianceScaling {
  /// Random numbers with the variance `scale` divided by the number of connections.
  public static func varianceScaling(
    scale: Double = 1, mode: VarianceScaling.Mode = .fanIn,
    distribution: VarianceScaling.Distribution = .truncatedNormal, seed: Int? = nil,
    inputAxes: [Int]? = nil, outputAxes: [Int]? = nil
  ) -> VarianceScaling {
    VarianceScaling(
      scale: scale, mode: mode, distribution: distribution, seed: seed, inputAxes: inputAxes,
      outputAxes: outputAxes)
  }

  /// Uniform between ±√(6 / (in + out)) (Glorot and Bengio, 2010); the default of most layers.
  public static func glorotUniform(
    seed: Int? = nil, inputAxes: [Int]? = nil, outputAxes: [Int]? = nil
  ) -> VarianceScaling {
    VarianceScaling(.glorotUniform, seed: seed, inputAxes: inputAxes, outputAxes: outputAxes)
  }

  /// Truncated normal with the variance 2 / (in + out) (Glorot and Bengio, 2010).
  public static func glorotNormal(
    seed: Int? = nil, inputAxes: [Int]? = nil, outputAxes: [Int]? = nil
  ) -> VarianceScaling {
    VarianceScaling(.glorotNormal, seed: seed, inputAxes: inputAxes, outputAxes: outputAxes)
  }

  /// Uniform between ±√(6 / in) (He et al., 2015); for layers with a rectifier.
  public static func heUniform(
    seed: Int? = nil, inputAxes: [Int]? = nil, outputAxes: [Int]? = nil
  ) -> VarianceScaling {
    VarianceScaling(.heUniform, seed: seed, inputAxes: inputAxes, outputAxes: outputAxes)
  }

  /// Truncated normal with the variance 2 / in (He et al., 2015); for layers with a rectifier.
  public static func heNormal(
    seed: Int? = nil, inputAxes: [Int]? = nil, outputAxes: [Int]? = nil
  ) -> VarianceScaling {
    VarianceScaling(.heNormal, seed: seed, inputAxes: inputAxes, outputAxes: outputAxes)
  }

  /// Uniform between ±√(3 / in) (LeCun et al., 1998).
  public static func lecunUniform(
    seed: Int? = nil, inputAxes: [Int]? = nil, outputAxes: [Int]? = nil
  ) -> VarianceScaling {
    VarianceScaling(.lecunUniform, seed: seed, inputAxes: inputAxes, outputAxes: outputAxes)
  }

  /// Truncated normal with the variance 1 / in (LeCun et al., 1998).
  public static func lecunNormal(
    seed: Int? = nil, inputAxes: [Int]? = nil, outputAxes: [Int]? = nil
  ) -> VarianceScaling {
    VarianceScaling(.lecunNormal, seed: seed, inputAxes: inputAxes, outputAxes: outputAxes)
  }
}
