/// A rate that is `values[i]` up to and with step `boundaries[i]`, and the last value after all boundaries.
public struct PiecewiseConstantDecay: LearningRateSchedule {
  /// The last step of each piece but the last, ascending.
  public let boundaries: [Int]
  /// The rate of each piece.
  public let values: [Double]
  /// The name in files.
  public let name: String

  /// Stops with a message if there is not one value more than boundaries, or they do not ascend.
  public init(boundaries: [Int], values: [Double], name: String = "PiecewiseConstant") {
    require(
      values.count == boundaries.count + 1,
      "\(boundaries.count) boundaries need one value more, not \(values.count)")
    require(
      zip(boundaries, boundaries.dropFirst()).allSatisfy { $0 < $1 },
      "the boundaries \(boundaries) must ascend")
    self.boundaries = boundaries
    self.values = values
    self.name = name
  }

  init(config: Config) throws {
    let boundaries = try config.ints("boundaries")
    let values = try config.doubles("values")
    guard values.count == boundaries.count + 1 else {
      throw config.error("values", "\(boundaries.count) boundaries need one value more, not \(values.count)")
    }
    guard zip(boundaries, boundaries.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw config.error("boundaries", "must ascend: \(boundaries)")
    }
    self.init(boundaries: boundaries, values: values, name: try config.name ?? "PiecewiseConstant")
  }

  public var arguments: Arguments? { ["boundaries": boundaries, "values": values, "name": name] }

  public func learningRate(at step: Tensor) -> Tensor {
    zip(boundaries, values).reversed().reduce(Tensor.full([], values[boundaries.count])) { later, piece in
      select(step .<= piece.0, Tensor.full([], piece.1), later)
    }
  }
}

extension LearningRateSchedule where Self == PiecewiseConstantDecay {
  /// A rate that is `values[i]` up to and with step `boundaries[i]`, and the last value after all boundaries.
  public static func piecewiseConstantDecay(boundaries: [Int], values: [Double]) -> Self {
    Self(boundaries: boundaries, values: values)
  }
}
