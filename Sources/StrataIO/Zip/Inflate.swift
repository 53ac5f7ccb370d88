import CZlib

/// Undoes zlib's compression.
enum Inflate {
  /// How compressed data is wrapped.
  enum Wrapping: Int32 {
    /// The bare stream that zip archives hold.
    case none = -15
    /// zlib's own header and checksum.
    case zlib = 15
    /// Gzip's header and checksum; several such parts in a row are one content.
    case gzip = 31
  }

  /// The content of `bytes`, which must be compressed data and nothing else.
  ///
  /// Memory grows with what has really come out, never with what a header claims.
  /// - Parameters:
  ///   - limit: the most bytes that may come out.
  ///   - harmless: what `isBomb` never objects to.
  static func decode(
    _ bytes: ArraySlice<UInt8>, _ wrapping: Wrapping, limit: Int = .max,
    harmless: Int = Inflate.harmlessByteCount, file: String, place: String
  ) throws(FormatError) -> [UInt8] {
    var stream = z_stream()
    let version = zlibVersion()
    guard inflateInit2_(&stream, wrapping.rawValue, version, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else {
      throw FormatError(file: file, place: place, reason: "zlib does not start")
    }
    defer { inflateEnd(&stream) }

    var output = [UInt8](repeating: 0, count: max(4 * bytes.count, 1 << 12))
    var produced = 0
    var consumed = 0
    while true {
      if produced == output.count { output.append(contentsOf: repeatElement(0, count: output.count)) }
      let status = step(&stream, bytes, &consumed, &output, &produced)
      guard produced <= limit else {
        throw FormatError(
          file: file, place: place, reason: "more than the \(limit) bytes that were announced")
      }
      guard !isBomb(produced, from: bytes.count, harmless: harmless) else {
        throw FormatError(
          file: file, place: place,
          reason: "\(bytes.count) bytes unfold to more than \(produced), which is refused")
      }
      switch status {
      case Z_OK:
        continue
      case Z_STREAM_END:
        if consumed == bytes.count {
          output.removeLast(output.count - produced)
          return output
        }
        guard wrapping == .gzip, inflateReset(&stream) == Z_OK else {
          throw FormatError(
            file: file, place: place, reason: "there is more after the end of the compressed data")
        }
      case Z_BUF_ERROR where consumed < bytes.count:
        continue
      case Z_BUF_ERROR:
        throw FormatError(file: file, place: place, reason: "the compressed data is cut off")
      default:
        throw FormatError(file: file, place: place, reason: "the compressed data is broken")
      }
    }
  }

  /// Whether content is more than compressed data should unfold to. Deflate can compress zeros 1032 times; where the
  /// content would fill the memory, Keras believes in no more than 100 times.
  static func isBomb(_ size: Int, from compressedSize: Int, harmless: Int = harmlessByteCount) -> Bool {
    size > harmless && size > 100 * compressedSize
  }

  private static let harmlessByteCount = 1 << 32

  /// Lets zlib run until it has no more input or no more room.
  private static func step(
    _ stream: inout z_stream, _ bytes: ArraySlice<UInt8>, _ consumed: inout Int, _ output: inout [UInt8],
    _ produced: inout Int
  ) -> Int32 {
    let largest = 1 << 30
    let input = min(bytes.count - consumed, largest)
    let room = min(output.count - produced, largest)
    return bytes.withUnsafeBytes { source in
      output.withUnsafeMutableBytes { target in
        // zlib does not write to its input, whatever the type says.
        stream.next_in = UnsafeMutablePointer(
          mutating: source.baseAddress!.assumingMemoryBound(to: UInt8.self) + consumed)
        stream.avail_in = UInt32(input)
        stream.next_out = target.baseAddress!.assumingMemoryBound(to: UInt8.self) + produced
        stream.avail_out = UInt32(room)
        let status = inflate(&stream, Z_NO_FLUSH)
        consumed += input - Int(stream.avail_in)
        produced += room - Int(stream.avail_out)
        return status
      }
    }
  }
}

/// The checksum of zip and gzip; `previous` continues that of the bytes before.
func crc32(_ bytes: [UInt8], after previous: UInt32 = 0) -> UInt32 {
  bytes.withUnsafeBufferPointer { UInt32(crc32_z(UInt(previous), $0.baseAddress, $0.count)) }
}

/// The same of the bytes of a file, piece by piece.
func crc32(_ bytes: FileBytes) throws(FormatError) -> UInt32 {
  let pieceSize = 1 << 18
  var checksum: UInt32 = 0
  for start in stride(from: 0, to: bytes.count, by: pieceSize) {
    let piece = try bytes[start..<min(start + pieceSize, bytes.count)]
    checksum = piece.withUnsafeBufferPointer { UInt32(crc32_z(UInt(checksum), $0.baseAddress, $0.count)) }
  }
  return checksum
}

/// The same of the elements of an array.
func crc32(_ array: HostArray, after previous: UInt32 = 0) -> UInt32 {
  array.withUnsafeBytes { bytes in
    UInt32(crc32_z(UInt(previous), bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count))
  }
}
