/// Pictures as PNG files (ISO/IEC 15948), for writing.
public enum PNG {
  /// What the bytes of a pixel are.
  public enum PixelFormat: UInt8, Sendable {
    /// One byte, from black to white.
    case gray = 0
    /// Red, green and blue.
    case rgb = 2

    /// The number of bytes.
    public var channels: Int { self == .gray ? 1 : 3 }
  }

  /// The content of a PNG file.
  /// - Parameter pixels: row by row from the top; stops with a message if they are not `width` × `height` pixels, or
  ///   those are not positive.
  public static func encode(
    _ pixels: [UInt8], width: Int, height: Int, format: PixelFormat
  ) -> [UInt8] {
    let stride = width * format.channels
    guard width > 0, height > 0, pixels.count == stride * height else {
      fatalError("\(pixels.count) bytes are no picture of \(width) × \(height) \(format) pixels")
    }
    // Each row says how it is filtered: as the difference to the row above, which suits pictures with plain areas.
    var rows: [UInt8] = []
    rows.reserveCapacity((stride + 1) * height)
    for row in 0..<height {
      let start = row * stride
      rows.append(row == 0 ? 0 : 2)
      for index in start..<start + stride {
        rows.append(row == 0 ? pixels[index] : pixels[index] &- pixels[index - stride])
      }
    }
    let header =
      bigEndian(UInt32(width)) + bigEndian(UInt32(height))
      + [8, format.rawValue, 0, 0, 0]  // Bits in a channel, channels; zlib, filtered rows, not interlaced.
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    return signature + chunk("IHDR", header) + chunk("IDAT", Deflate.encode(rows)) + chunk("IEND", [])
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let named = Array(name.utf8) + content
    return bigEndian(UInt32(content.count)) + named + bigEndian(crc32(named))
  }

  private static func bigEndian(_ number: UInt32) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
  }
}
