/// How the floating-point elements of one tensor are printed, so that points stand below each other: NumPy's rules
/// with its default options.
struct FloatColumn<Number: BinaryFloatingPoint & LosslessStringConvertible> {
  /// Digits behind the point at most.
  private var places = 8
  private var isScientific = false
  private var leftWidth = 0
  /// What follows the point, the exponent included.
  private var rightWidth = 0
  private var exponentDigits = 0

  /// - Parameter values: the elements that will be printed.
  init(_ values: [Number]) {
    let finite = values.filter(\.isFinite)
    isScientific = Self.needsExponents(finite)
    let digits = finite.map { DecimalDigits($0, places: places, scientific: isScientific) }
    if isScientific {
      let exponentWidth = digits.map { $0.exponentText(digits: 2).count }.max() ?? 0
      exponentDigits = exponentWidth - 2
      places = digits.map(\.mantissa.fraction.count).max() ?? 0
      leftWidth = digits.map(\.mantissa.integer.count).max() ?? 0
      rightWidth = places + exponentWidth
    } else {
      leftWidth = digits.map(\.positional.integer.count).max() ?? 0
      rightWidth = digits.map(\.positional.fraction.count).max() ?? 0
    }
    for value in values where !value.isFinite {
      leftWidth = max(leftWidth, Self.name(nonFinite: value).count - rightWidth - 1)
    }
  }

  private static func needsExponents(_ finite: [Number]) -> Bool {
    let magnitudes = finite.filter { $0 != 0 }.map(\.magnitude)
    guard let smallest = magnitudes.min(), let largest = magnitudes.max() else { return false }
    // As many digits as the type holds, but not more than eight, are printed without an exponent.
    let limit = Number.significandBitCount < 23 ? 1e3 : Number.significandBitCount < 52 ? 1e6 : 1e8
    return Double(largest) >= limit || smallest < 0.0001 || largest / smallest > 1000
  }

  private static func name(nonFinite value: Number) -> String {
    value.isNaN ? "nan" : value < 0 ? "-inf" : "inf"
  }

  /// The text of one element.
  func text(_ value: Number) -> String {
    guard value.isFinite else {
      return Self.name(nonFinite: value).leftPadded(to: leftWidth + 1 + rightWidth)
    }
    if isScientific {
      let digits = DecimalDigits(value, scientificPlaces: places)
      let (integer, fraction) = digits.mantissa
      return integer.leftPadded(to: leftWidth) + "." + fraction.rightPadded(to: places, with: "0")
        + digits.exponentText(digits: exponentDigits)
    }
    let (integer, fraction) = DecimalDigits(value, places: places, scientific: false).positional
    return integer.leftPadded(to: leftWidth) + "." + fraction.rightPadded(to: rightWidth, with: " ")
  }
}

extension String {
  /// The text with blanks in front up to a width.
  func leftPadded(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }

  fileprivate func rightPadded(to width: Int, with filling: Character) -> String {
    self + String(repeating: filling, count: max(0, width - count))
  }
}
