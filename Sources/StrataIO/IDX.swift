import StrataGraph

/// The format of the MNIST data sets, IDX: <http://yann.lecun.com/exdb/mnist/>.
public enum IDX {
  /// Reads a file, gzipped or not.
  ///
  /// Signed integers of 8 and 16 bits become `int32`.
  /// - Throws: `FileError` if it cannot be read, `FormatError` if it is broken.
  public static func read(_ path: String) throws -> HostArray { try decode(File.read(path), file: path) }

  /// Reads the bytes of a file, gzipped or not; `file` names it in errors.
  /// - Throws: `FormatError`.
  public static func decode(_ bytes: [UInt8], file: String) throws(FormatError) -> HostArray {
    guard bytes.starts(with: [0x1f, 0x8b]) else { return try decode(plain: bytes, file: file) }
    let plain = try Inflate.decode(bytes[...], .gzip, file: file, place: "gzip data")
    return try decode(plain: plain, file: file)
  }

  private static func decode(plain bytes: [UInt8], file: String) throws(FormatError) -> HostArray {
    var reader = ByteReader(bytes, file: file)
    guard try reader.number(UInt16.self, "magic number") == 0 else {
      throw reader.error("magic number", "not an IDX file")
    }
    let code = try reader.number(UInt8.self, "magic number")
    guard let element = element(code) else {
      throw reader.error("magic number", "the element type \(code) is not known")
    }
    let rank = try reader.size(UInt8.self, "magic number")
    var shape: [Int] = []
    for _ in 0..<rank { shape.append(Int(try reader.number(UInt32.self, "shape").byteSwapped)) }
    guard checkedByteCount(.float64, shape) != nil else {
      throw reader.error("shape", "\(shape) is not possible")
    }
    let data = try reader.take(shape.reduce(element.size, *), "data")
    guard reader.remaining == 0 else {
      throw reader.error("data", "\(reader.remaining) bytes come after the array")
    }
    let elements = try element.decode(bytes[data], file: file)
    return HostArray(type: TensorType(element.dtype, shape), bytes: elements)
  }

  /// The elements are those of npy files with the highest byte first.
  private static func element(_ code: UInt8) -> NpyElement? {
    let names: [UInt8: String] = [
      0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8",
    ]
    return names[code].flatMap { NpyElement($0) }
  }
}
