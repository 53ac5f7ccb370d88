import StrataGraph

/// The content of a safetensors file: named arrays, and texts about them.
///
/// Format: <https://huggingface.co/docs/safetensors>. The types F16, BF16, F32, F64, I32, I64, U32, U8 and BOOL are read and
/// written.
public struct SafeTensors: Sendable, Equatable {
  /// The arrays, in the order of the file's header.
  public var arrays: NamedArrays
  /// Texts under names: the header's `__metadata__`.
  public var metadata: [String: String]

  /// Arrays and texts to write.
  public init(_ arrays: NamedArrays, metadata: [String: String] = [:]) {
    self.arrays = arrays
    self.metadata = metadata
  }

  /// Reads a file.
  /// - Throws: `FileError` if it cannot be read, `FormatError` if it is broken or has other element types.
  public init(contentsOf path: String) throws {
    try self.init(decoding: FileBytes(contentsOf: path), file: path)
  }

  static let metadataKey = "__metadata__"

  static let names: [(name: String, dtype: DType)] = [
    ("F16", .float16), ("BF16", .bfloat16), ("F32", .float32), ("F64", .float64), ("I32", .int32),
    ("I64", .int64), ("U32", .uint32), ("U8", .uint8), ("BOOL", .bool),
  ]
}
