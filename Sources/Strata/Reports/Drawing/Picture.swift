import StrataIO

/// A picture made of pixels.
public struct Picture: Sendable, Hashable {
  /// How numbers become colours.
  public enum ColorMap: Sendable {
    /// From black to white.
    case gray
    /// From dark blue through green to yellow, equally far apart to any eye (the map viridis of matplotlib).
    case viridis
    /// Negative numbers orange, 0 white, positive numbers blue.
    case diverging
  }

  public let width: Int
  public let height: Int
  /// Row by row from the top: one byte for each pixel, or three for red, green and blue.
  let pixels: [UInt8]
  let format: PNG.PixelFormat

  init(pixels: [UInt8], width: Int, height: Int, format: PNG.PixelFormat) {
    self.pixels = pixels
    self.width = width
    self.height = height
    self.format = format
  }

  /// A picture of numbers.
  ///
  /// NaN is shown as the lower end of the range.
  /// - Parameters:
  ///   - tensor: `[height, width]`, `[height, width, 1]`, or `[height, width, 3]` for red, green and blue.
  ///   - range: the numbers at the ends of the colours; from the smallest to the largest one if nil, and around 0 for
  ///     the map `diverging`.
  ///   - map: the colours for pictures of one channel.
  /// - Throws: `StrataError.invalidData` for another shape.
  public init(_ tensor: Tensor, range: ClosedRange<Double>? = nil, map: ColorMap = .gray) throws {
    let shape = tensor.shape
    guard shape.count == 2 || shape.count == 3 && (shape[2] == 1 || shape[2] == 3), tensor.count > 0 else {
      throw StrataError.invalidData(
        "a picture is made of [height, width], [height, width, 1] or [height, width, 3] numbers, not \(shape)"
      )
    }
    let numbers = tensor.doubles
    let (low, high) = Self.ends(of: numbers, range, map)
    let shares = numbers.map { number in
      let share = high > low ? (number - low) / (high - low) : 0.5
      return share.isNaN ? 0 : min(max(share, 0), 1)
    }
    let isColored = tensor.rank == 3 && shape[2] == 3
    let bytes: [UInt8] =
      isColored || map == .gray
      ? shares.map { UInt8(($0 * 255).rounded()) }
      : shares.flatMap { share in
        let color = map.color(share)
        return [color.red, color.green, color.blue]
      }
    self.init(
      pixels: bytes, width: shape[1], height: shape[0], format: isColored || map != .gray ? .rgb : .gray)
  }

  private static func ends(
    of numbers: [Double], _ range: ClosedRange<Double>?, _ map: ColorMap
  ) -> (low: Double, high: Double) {
    if let range { return (range.lowerBound, range.upperBound) }
    let finite = numbers.filter(\.isFinite)
    let (low, high) = (finite.min() ?? 0, finite.max() ?? 0)
    return map == .diverging ? (-max(-low, high), max(-low, high)) : (low, high)
  }

  /// The content of a PNG file.
  public func png() -> [UInt8] { PNG.encode(pixels, width: width, height: height, format: format) }

  /// Writes the picture as a PNG file, which appears whole or not at all.
  /// - Throws: `StrataError.file` if the file cannot be written.
  public func write(to path: String) throws {
    try reportingFileErrors { try AtomicFile.write(png(), to: path) }
  }

  /// The picture with blocks of pixels averaged, so that it is not much wider than `largestWidth`.
  func reduced(to largestWidth: Int) -> Picture {
    let factor = width / max(largestWidth, 1)
    guard factor > 1 else { return self }
    let (newWidth, newHeight) = (width / factor, max(1, height / factor))
    let channels = format.channels
    var averages: [UInt8] = []
    for row in 0..<newHeight {
      for column in 0..<newWidth {
        for channel in 0..<channels {
          var (sum, count) = (0, 0)
          for y in row * factor..<min((row + 1) * factor, height) {
            for x in column * factor..<(column + 1) * factor {
              sum += Int(pixels[(y * width + x) * channels + channel])
              count += 1
            }
          }
          averages.append(UInt8((sum + count / 2) / count))
        }
      }
    }
    return Picture(pixels: averages, width: newWidth, height: newHeight, format: format)
  }

  func color(row: Int, column: Int) -> Color {
    let start = (row * width + column) * format.channels
    let (green, blue) = format == .gray ? (start, start) : (start + 1, start + 2)
    return Color(hex: UInt32(pixels[start]) << 16 | UInt32(pixels[green]) << 8 | UInt32(pixels[blue]))
  }
}

extension Picture.ColorMap {
  /// The colour at a position from 0 to 1.
  func color(_ share: Double) -> Color {
    let place = share * Double(stops.count - 1)
    let left = min(Int(place), stops.count - 2)
    return stops[left].mixed(with: stops[left + 1], place - Double(left))
  }

  private var stops: [Color] {
    switch self {
    case .gray: [0x000000, 0xFFFFFF].map(Color.init)
    case .viridis: [0x440154, 0x3B528B, 0x21918C, 0x5EC962, 0xFDE725].map(Color.init)
    case .diverging: [0x8F3B00, 0xE8863A, 0xF7F7F7, 0x4393C3, 0x053061].map(Color.init)
    }
  }
}
