import Foundation

/// The numbers along one side of a plot.
struct Axis: Sendable {
  let label: String
  let low: Double
  let high: Double
  let isLogarithmic: Bool
  let ticks: [(value: Double, text: String)]

  /// An axis from `low` to `high` exactly, or widened to whole ticks.
  /// - Parameters:
  ///   - tickCount: about how many ticks to have.
  ///   - isInteger: whether ticks between whole numbers make no sense.
  init(
    _ label: String, from low: Double, to high: Double, tickCount: Int = 5, isInteger: Bool = false,
    widened: Bool = false
  ) {
    self.label = label
    isLogarithmic = false
    let (low, high) = Self.usable(low, high)
    var step = Self.niceStep((high - low) / Double(max(tickCount, 1)))
    if isInteger { step = max(1, step.rounded()) }
    self.low = widened ? (low / step).rounded(.down) * step : low
    self.high = widened ? (high / step).rounded(.up) * step : high
    let tolerance = step * 1e-6
    let first = Int(((self.low - tolerance) / step).rounded(.up))
    let last = Int(((self.high + tolerance) / step).rounded(.down))
    ticks = (first...max(first, last)).map { (Double($0) * step, tickText(Double($0) * step, step: step)) }
  }

  /// An axis on which each power of ten takes the same room. `low` must be positive.
  init(logarithmic label: String, from low: Double, to high: Double) {
    self.label = label
    isLogarithmic = true
    let first = Int(log10(low).rounded(.down))
    let last = max(first + 1, Int(log10(high).rounded(.up)))
    self.low = pow(10, Double(first))
    self.high = pow(10, Double(last))
    let stride = max(1, (last - first) / 5)
    ticks = Swift.stride(from: first, through: last, by: stride).map { exponent in
      let value = pow(10, Double(exponent))
      return (value, abs(exponent) <= 4 ? compactNumber(value) : "1e\(exponent)")
    }
  }

  /// Where a number stands, 0 at the low end and 1 at the high one.
  func share(_ value: Double) -> Double {
    isLogarithmic
      ? (log10(value) - log10(low)) / (log10(high) - log10(low)) : (value - low) / (high - low)
  }

  /// Ends that are finite, different, and not so far apart that their distance is infinite.
  private static func usable(_ low: Double, _ high: Double) -> (Double, Double) {
    guard low.isFinite, high.isFinite, (high - low).isFinite else { return (0, 1) }
    let room = max(abs(low), abs(high)) * 1e-6
    if high - low > room { return (low, high) }
    let half = low == 0 ? 0.5 : abs(low) * 0.1
    return (low - half, high + half)
  }

  /// 1, 2 or 5 times a power of ten, the next above a length.
  private static func niceStep(_ length: Double) -> Double {
    let power = pow(10, log10(length).rounded(.down))
    return ([1, 2, 5].first { $0 * power >= length * (1 - 1e-9) } ?? 10) * power
  }
}

/// A tick's number with just the digits that ticks at this distance need.
private func tickText(_ value: Double, step: Double) -> String {
  if abs(value) < step * 1e-6 { return "0" }
  if abs(value) >= 1e6 || step < 1e-4 { return compactNumber(value) }
  if abs(value) >= 1e4, value == value.rounded() {
    return (value < 0 ? "−" : "") + groupedDigits(Int(abs(value)))
  }
  return typographic(fixed(value, max(0, -Int((log10(step) + 1e-9).rounded(.down)))))
}

/// A number with about four significant digits, scientific if it is very large or small.
func compactNumber(_ value: Double) -> String {
  if value.isNaN { return "NaN" }
  return typographic(String(format: "%.4g", value))
}

/// With a real minus sign, which is as wide as a digit.
private func typographic(_ number: String) -> String { number.replacingOccurrences(of: "-", with: "−") }

/// A share as in `97.2 %`.
func percent(_ share: Double?, digits: Int = 1) -> String {
  share.map { $0.isNaN ? "–" : "\(fixed($0 * 100, digits)) %" } ?? "–"
}
