import StrataGraph

/// NumPy's format for one array, `.npy`: <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>.
public enum Npy {
  /// Reads a file.
  ///
  /// Versions 1 to 3, both byte orders, rows or columns first. Integers of 8 and 16 bits become `int32`, `uint64`
  /// becomes `int64` where every number fits.
  /// - Throws: `FileError` if it cannot be read, `FormatError` if it is broken or has other element types.
  public static func read(_ path: String) throws -> HostArray {
    try decode(FileBytes(contentsOf: path), file: path)
  }

  /// Reads the bytes of a file; `file` names it in errors.
  /// - Throws: `FormatError`.
  public static func decode(_ bytes: [UInt8], file: String) throws(FormatError) -> HostArray {
    try decode(FileBytes(bytes), file: file)
  }

  static func decode(_ bytes: FileBytes, file: String) throws(FormatError) -> HostArray {
    var reader = ByteReader(bytes, file: file)
    let header = try NpyHeader(&reader)
    guard let byteCount = header.byteCount else {
      throw reader.error("header", "the shape \(header.shape) is not possible")
    }
    let data = try reader.take(byteCount, "data")
    guard reader.remaining == 0 else {
      throw reader.error("data", "\(reader.remaining) bytes come after the array")
    }
    let type = TensorType(header.element.dtype, header.shape)
    if header.element.isAsInMemory, !header.isFortranOrder {
      return try HostArray(type: type, reading: bytes.part(data))
    }
    let elements = try header.element.decode(bytes[data], file: file)
    guard header.isFortranOrder else { return HostArray(type: type, bytes: elements) }
    return HostArray(type: type, bytes: rowMajor(Array(elements), type))
  }

  /// Writes a file; a crash leaves the old one whole. NumPy has no `bfloat16`: it is written as `float32`.
  /// - Throws: `FileError`.
  public static func write(_ array: HostArray, to path: String) throws {
    let array = array.asNumPyHasIt
    try AtomicFile.write(to: path) { sink in
      try sink.write(NpyHeader.encode(array.type))
      try sink.write(array)
    }
  }

  /// The bytes of a file with an array; `bfloat16` as `float32`.
  public static func encode(_ array: HostArray) -> [UInt8] {
    let array = array.asNumPyHasIt
    return NpyHeader.encode(array.type) + array.bytes
  }

  /// The elements with the last axis moving fastest, from elements whose first axis does.
  private static func rowMajor(_ bytes: [UInt8], _ type: TensorType) -> [UInt8] {
    let size = type.dtype.byteCount
    // A file may have any number of axes of one element, which would cost time for each element.
    let shape = type.shape.filter { $0 != 1 }
    guard shape.count > 1, type.count > 0 else { return bytes }
    var strides = [Int](repeating: size, count: shape.count)
    for axis in 1..<shape.count { strides[axis] = strides[axis - 1] * shape[axis - 1] }
    var result = [UInt8](repeating: 0, count: bytes.count)
    var index = [Int](repeating: 0, count: shape.count)
    var source = 0
    for target in stride(from: 0, to: bytes.count, by: size) {
      for byte in 0..<size { result[target + byte] = bytes[source + byte] }
      var axis = shape.count - 1
      index[axis] += 1
      source += strides[axis]
      while index[axis] == shape[axis] && axis > 0 {
        source -= strides[axis] * index[axis]
        index[axis] = 0
        axis -= 1
        index[axis] += 1
        source += strides[axis]
      }
    }
    return result
  }
}

extension HostArray {
  /// The array, or the same numbers as `float32` if they are of `bfloat16`, which NumPy does not have.
  var asNumPyHasIt: HostArray {
    guard type.dtype == .bfloat16 else { return self }
    return HostArray(scalars(as: BFloat16.self).map { Float($0) }, shape: type.shape)
  }
}
