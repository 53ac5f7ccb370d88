import CZlib

/// How compressed data is wrapped: the number of bits that zlib wants to hear.
enum Wrapping: Int32 {
  case none = -15
  case zlib = 15
  case gzip = 31
}

/// The bytes compressed by zlib.
func deflated(_ bytes: [UInt8], _ wrapping: Wrapping) -> [UInt8] {
  var stream = z_stream()
  var status = deflateInit2_(
    &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, wrapping.rawValue, 8, Z_DEFAULT_STRATEGY, zlibVersion(),
    Int32(MemoryLayout<z_stream>.size))
  precondition(status == Z_OK)
  defer { deflateEnd(&stream) }
  var input = bytes
  var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
  input.withUnsafeMutableBufferPointer { source in
    output.withUnsafeMutableBufferPointer { target in
      stream.next_in = source.baseAddress
      stream.avail_in = UInt32(source.count)
      stream.next_out = target.baseAddress
      stream.avail_out = UInt32(target.count)
      status = deflate(&stream, Z_FINISH)
    }
  }
  precondition(status == Z_STREAM_END)
  return Array(output.prefix(Int(stream.total_out)))
}

/// The checksum of zip.
func checksum(_ bytes: [UInt8]) -> UInt32 { UInt32(crc32_z(0, bytes, bytes.count)) }
