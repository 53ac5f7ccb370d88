import CZlib

/// zlib's compression.
enum Deflate {
  /// The bytes in zlib's own wrapping, as PNG holds them.
  static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var count = compressBound(UInt(bytes.count))
    var output = [UInt8](repeating: 0, count: Int(count))
    let status = compress2(&output, &count, bytes, UInt(bytes.count), Z_BEST_COMPRESSION)
    // The room is as large as it can need, so only memory can be lacking.
    guard status == Z_OK else { fatalError("zlib cannot compress \(bytes.count) bytes: \(status)") }
    output.removeLast(output.count - Int(count))
    return output
  }
}
