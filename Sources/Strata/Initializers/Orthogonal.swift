import StrataGraph

/// A random matrix with orthonormal rows or columns, whichever are fewer; axes before the last count as one
/// (Saxe et al., 2014).
public struct Orthogonal: Initializer, Hashable {
  /// A factor on all elements.
  public var gain: Double
  /// The seed; the same seed gives the same values.
  public var seed: Int {
    get { ownSeed.value }
    set { ownSeed = InitializerSeed(newValue) }
  }
  private var ownSeed: InitializerSeed

  /// - Parameter seed: nil to draw one, as `setRandomSeed` determines.
  public init(gain: Double = 1, seed: Int? = nil) {
    self.gain = gain
    ownSeed = InitializerSeed(seed)
  }

  init(config: Config) throws {
    self.init(gain: try config.double("gain", default: 1), seed: try config.optionalSeed("seed"))
  }

  public var arguments: Arguments? { ["seed": ownSeed, "gain": gain] }

  /// The same with a newly drawn seed, unless the seed was given.
  public func redrawn() -> Self {
    var other = self
    other.ownSeed = ownSeed.redrawn()
    return other
  }

  /// - Throws: `StrataError.invalidArgument` if the shape has less than two axes.
  public func callAsFunction(shape: [Int], dtype: DType) throws -> Tensor {
    guard shape.count >= 2 else {
      throw StrataError.invalidArgument(
        owner: "the initializer orthogonal", argument: "the shape", expected: "at least two axes",
        found: "\(shape)")
    }
    let (rows, columns) = (shape.dropLast().reduce(1, *), shape[shape.count - 1])
    let normal = Tensor.randomNormal([max(rows, columns), min(rows, columns)], seed: seed)
    let (q, r) = normal.qr()
    // A QR decomposition leaves the signs of the columns open; this makes all orthogonal matrices equally likely.
    let orthonormal = q * r.diagonal().sign()
    let matrix = rows < columns ? orthonormal.transposed() : orthonormal
    return (gain * matrix.reshaped(shape)).converted(to: dtype)
  }
}

extension Initializer where Self == Orthogonal {
  /// A random matrix with orthonormal rows or columns, whichever are fewer.
  public static func orthogonal(gain: Double = 1, seed: Int? = nil) -> Orthogonal {
    Orthogonal(gain: gain, seed: seed)
  }
}
