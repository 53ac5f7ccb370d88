import Foundation

/// A number as decimal digits, rounded for printing.
struct DecimalDigits: Equatable {
  private var isNegative: Bool
  /// The digits without zeros at the end, the first of them not zero unless the number is.
  private var digits: String
  /// The power of ten of the first digit.
  private(set) var exponent: Int

  /// The fewest digits that are read back as the same number.
  init<Number: BinaryFloatingPoint & LosslessStringConvertible>(shortest value: Number) {
    self.init(parsing: value.magnitude.description, isNegative: value.sign == .minus)
  }

  private init(parsing text: String, isNegative: Bool) {
    let parts = text.split(separator: "e")
    let point = parts[0].firstIndex(of: ".") ?? parts[0].endIndex
    let all = parts[0].filter { $0 != "." }
    let significant = all.drop { $0 == "0" }
    let written = parts.count > 1 ? Int(parts[1])! : 0
    self.isNegative = isNegative
    if significant.isEmpty {
      (digits, exponent) = ("0", 0)
    } else {
      exponent =
        parts[0].distance(from: parts[0].startIndex, to: point) - 1 - (all.count - significant.count)
        + written
      digits = String(significant)
      while digits.hasSuffix("0") { digits.removeLast() }
    }
  }

  /// The value rounded to at most `places` digits behind the point, or behind the first digit if `scientific`.
  /// The rounding is of the exact value, not of the shortest digits.
  init<Number: BinaryFloatingPoint & LosslessStringConvertible>(
    _ value: Number, places: Int, scientific: Bool
  ) {
    self.init(shortest: value)
    let length = scientific ? digits.count - 1 : digits.count - 1 - exponent
    if length > places {
      let format = scientific ? "%.\(places)e" : "%.\(places)f"
      self.init(parsing: String(format: format, Double(value.magnitude)), isNegative: isNegative)
    }
  }

  /// The exact value rounded to so many digits behind the first one, also where fewer would be read back as the same
  /// number.
  init<Number: BinaryFloatingPoint>(_ value: Number, scientificPlaces places: Int) {
    let text = String(format: "%.\(places)e", Double(value.magnitude))
    self.init(parsing: text, isNegative: value.sign == .minus)
  }

  private var sign: String { isNegative ? "-" : "" }

  /// What stands before and behind the point in plain notation.
  var positional: (integer: String, fraction: String) {
    if exponent < 0 {
      return (sign + "0", digits == "0" ? "" : String(repeating: "0", count: -exponent - 1) + digits)
    }
    let padded = digits + String(repeating: "0", count: max(0, exponent + 1 - digits.count))
    return (sign + padded.prefix(exponent + 1), String(padded.dropFirst(exponent + 1)))
  }

  /// What stands before and behind the point in scientific notation.
  var mantissa: (integer: String, fraction: String) { (sign + digits.prefix(1), String(digits.dropFirst())) }

  /// The exponent as `e+05`, with at least the given number of digits.
  func exponentText(digits count: Int) -> String {
    let magnitude = String(exponent.magnitude)
    return (exponent < 0 ? "e-" : "e+") + String(repeating: "0", count: max(0, count - magnitude.count))
      + magnitude
  }

  /// As Python prints a `float`: `0.1`, `5.0`, `1e-05`.
  var pythonText: String {
    if (-4..<16).contains(exponent) {
      let (integer, fraction) = positional
      return "\(integer).\(fraction.isEmpty ? "0" : fraction)"
    }
    let (integer, fraction) = mantissa
    return integer + (fraction.isEmpty ? "" : ".\(fraction)") + exponentText(digits: 2)
  }
}
