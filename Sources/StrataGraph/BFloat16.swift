/// A number of type `bfloat16`: the upper half of a `Float`, with its range and eight significant bits.
///
/// It is there to hold elements; to compute with them, convert them to `Float`, which is exact.
public struct BFloat16: Hashable, Sendable {
  /// Sign, eight bits of exponent and seven of fraction.
  public let bitPattern: UInt16

  /// The number with the given bits.
  public init(bitPattern: UInt16) { self.bitPattern = bitPattern }

  /// The nearest number, of two equally near ones the one whose last bit is 0. NaN stays NaN.
  public init(_ value: Float) {
    guard !value.isNaN else {
      // Rounding could carry into the sign; the highest bit of the fraction makes it a quiet NaN.
      self.init(bitPattern: UInt16(value.bitPattern >> 16) | 0x0040)
      return
    }
    let lastBit = value.bitPattern >> 16 & 1
    self.init(bitPattern: UInt16((value.bitPattern + 0x7FFF + lastBit) >> 16))
  }

  /// The nearest number, rounded once.
  public init(_ value: Double) { self.init(Float(roundedToOdd: value)) }

  /// Equal numbers are equal, as those of other floating-point types: both zeros are, and NaN is not equal to itself.
  public static func == (left: BFloat16, right: BFloat16) -> Bool { Float(left) == Float(right) }

  /// Hashes the number.
  public func hash(into hasher: inout Hasher) { hasher.combine(Float(self)) }
}

extension BFloat16: ExpressibleByFloatLiteral, CustomStringConvertible {
  /// The number nearest to the literal.
  public init(floatLiteral value: Double) { self.init(value) }

  /// The number as that of a `Float`.
  public var description: String { "\(Float(self))" }
}

extension Float {
  /// The same number.
  public init(_ value: BFloat16) { self.init(bitPattern: UInt32(value.bitPattern) << 16) }

  /// One of the two numbers around `value` if it is not a `Float` itself, namely that whose last bit is 1: rounding it
  /// once more to fewer bits gives what rounding `value` would have.
  fileprivate init(roundedToOdd value: Double) {
    let nearest = Float(value)
    guard nearest.isFinite, Double(nearest) != value else {
      self = nearest
      return
    }
    let isBeyond = Double(nearest).magnitude > value.magnitude
    self.init(bitPattern: (isBeyond ? nearest.bitPattern - 1 : nearest.bitPattern) | 1)
  }
}
