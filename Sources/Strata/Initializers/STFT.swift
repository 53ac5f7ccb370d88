import Foundation
import StrataGraph
import StrataIO

/// The kernel of a short-time Fourier transform as a convolution: cosines or sines of each frequency under a window,
/// `[frameLength, 1, frequencies]`.
public struct STFT: Initializer, Hashable {
  /// Which part of the transform.
  public enum Side: Sendable, Hashable { case real, imag }

  /// What the window's values are divided by.
  public enum Scaling: Sendable, Hashable {
    /// The root of the sum of their squares.
    case density
    /// Their sum.
    case spectrum
  }

  /// The weights of the samples of a frame.
  public enum Window: Sendable, Hashable {
    case hann, hamming, blackman
    /// One weight for each sample.
    case values([Double])
  }

  /// Which part of the transform.
  public var side: Side
  /// The weights of the samples; nil for none, and no scaling.
  public var window: Window?
  /// What the window's values are divided by; nil for nothing.
  public var scaling: Scaling?
  /// Whether the window is one period of a periodic function, rather than symmetric.
  public var periodic: Bool

  /// A kernel with the given properties.
  public init(
    side: Side = .real, window: Window? = .hann, scaling: Scaling? = .density, periodic: Bool = false
  ) {
    self.side = side
    self.window = window
    self.scaling = scaling
    self.periodic = periodic
  }

  init(config: Config) throws {
    self.init(
      side: try config.choice("side", ["real": .real, "imag": .imag], default: .real),
      window: try config.json("window").map { try Window($0, config) },
      scaling: try config.json("scaling").map { _ in
        try config.choice("scaling", ["density": .density, "spectrum": .spectrum])
      },
      periodic: try config.bool("periodic", default: false))
  }

  public var arguments: Arguments? {
    let scaling: String? =
      switch self.scaling {
      case .density: "density"
      case .spectrum: "spectrum"
      case nil: nil
      }
    return [
      "side": side == .real ? "real" : "imag", "window": window, "periodic": periodic, "scaling": scaling,
    ]
  }

  /// Values for a weight of the given shape.
  /// - Throws: `StrataError.invalidArgument` unless the shape is `[frameLength, 1, frequencies]` and the window has
  ///   one value for each sample.
  public func callAsFunction(shape: [Int], dtype: DType) throws -> Tensor {
    guard shape.count == 3, shape[1] == 1, shape[2] > 1 else {
      throw StrataError.invalidArgument(
        owner: "the initializer stft", argument: "the shape", expected: "[frameLength, 1, frequencies]",
        found: "\(shape)")
    }
    let (frameLength, frequencies) = (shape[0], shape[2])
    let weights = try scaledWindow(frameLength)
    let values = (0..<frameLength).flatMap { time in
      (0..<frequencies).map { frequency in
        let angle = -.pi * Double(time * frequency) / Double(frequencies - 1)
        return weights[time] * (side == .real ? cos(angle) : sin(angle))
      }
    }
    return Tensor(values, shape: shape).converted(to: dtype)
  }

  private func scaledWindow(_ frameLength: Int) throws -> [Double] {
    guard let window else { return [Double](repeating: 1, count: frameLength) }
    let weights = values(of: window, frameLength)
    guard weights.count == frameLength else {
      throw StrataError.invalidArgument(
        owner: "the initializer stft", argument: "window", expected: "\(frameLength) values",
        found: "\(weights.count)")
    }
    let divisor =
      switch scaling {
      case .density: weights.reduce(0) { $0 + $1 * $1 }.squareRoot()
      case .spectrum: weights.reduce(0) { $0 + abs($1) }
      case nil: 1.0
      }
    return weights.map { $0 / divisor }
  }

  private func values(of window: Window, _ frameLength: Int) -> [Double] {
    switch window {
    case .hann: cosineSum([0.5, 0.5], frameLength)
    case .hamming: cosineSum([0.54, 0.46], frameLength)
    case .blackman: cosineSum([0.42, 0.5, 0.08], frameLength)
    case .values(let values): values
    }
  }

  /// a₀ − a₁ cos(x) + a₂ cos(2x) − … over one period.
  private func cosineSum(_ coefficients: [Double], _ count: Int) -> [Double] {
    if count == 1 { return [1] }
    let period = Double(periodic ? count : count - 1)
    return (0..<count).map { index in
      let x = 2 * Double.pi * Double(index) / period
      return coefficients.enumerated().reduce(0) { sum, term in
        sum + (term.offset % 2 == 0 ? term.element : -term.element) * cos(Double(term.offset) * x)
      }
    }
  }
}

extension STFT.Window: ConfigValue {
  /// The name of the window, or its values.
  public var json: JSONValue {
    switch self {
    case .hann: .string("hann")
    case .hamming: .string("hamming")
    case .blackman: .string("blackman")
    case .values(let values): .array(values.map { .number($0) })
    }
  }

  fileprivate init(_ value: JSONValue, _ config: Config) throws {
    if value.string != nil {
      self = try config.choice("window", ["hann": .hann, "hamming": .hamming, "blackman": .blackman])
    } else {
      self = .values(try config.doubles("window"))
    }
  }
}

extension Initializer where Self == STFT {
  /// The kernel of a short-time Fourier transform as a convolution.
  public static func stft(
    side: STFT.Side = .real, window: STFT.Window? = .hann, scaling: STFT.Scaling? = .density,
    periodic: Bool = false
  ) -> STFT {
    STFT(side: side, window: window, scaling: scaling, periodic: periodic)
  }
}
