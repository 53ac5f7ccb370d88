import Foundation

/// Where the colors of the new pixels of an enlarged image come from.
public enum Interpolation: String, CaseIterable, ConfigValue, Sendable, Hashable {
  /// The nearest pixel.
  case nearest
  /// The two nearest pixels along each axis, linearly.
  case bilinear
  /// The four nearest pixels along each axis, by the cubic curve of Keys (1981) with a = −1/2.
  case bicubic
  /// The six nearest pixels along each axis, by a windowed sinc function.
  case lanczos3
  /// The ten nearest pixels along each axis, by a windowed sinc function.
  case lanczos5

  /// What each of `size` pixels contributes to each of `size` · `factor` ones, `[size, size · factor]`; nil for the
  /// nearest one. Pixels are areas, and beyond the borders is nothing: the contributions to a pixel add up to 1.
  func weights(size: Int, factor: Int) -> Tensor? {
    guard self != .nearest else { return nil }
    var weights = [Float](repeating: 0, count: size * size * factor)
    for output in 0..<(size * factor) {
      let center = (Double(output) + 0.5) / Double(factor) - 0.5
      let contributions = (0..<size).map { weight(distance: abs(Double($0) - center)) }
      let total = contributions.reduce(0, +)
      for (input, contribution) in contributions.enumerated() {
        weights[input * size * factor + output] = Float(contribution / total)
      }
    }
    return Tensor(weights, shape: [size, size * factor])
  }

  /// The weight, before division by the sum of all, of a pixel at the given distance.
  private func weight(distance x: Double) -> Double {
    switch self {
    case .nearest: x < 0.5 ? 1 : 0
    case .bilinear: max(1 - x, 0)
    case .bicubic:
      if x < 1 {
        (1.5 * x - 2.5) * x * x + 1
      } else if x < 2 {
        ((-0.5 * x + 2.5) * x - 4) * x + 2
      } else {
        0
      }
    case .lanczos3: Self.lanczos(x, radius: 3)
    case .lanczos5: Self.lanczos(x, radius: 5)
    }
  }

  private static func lanczos(_ x: Double, radius: Double) -> Double {
    guard x < radius else { return 0 }
    guard x > 0 else { return 1 }
    return radius * sin(.pi * x) * sin(.pi * x / radius) / (.pi * .pi * x * x)
  }
}
