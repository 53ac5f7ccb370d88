/// An HDF5 file, as far as h5py and Keras write the format by default.
///
/// Format: "HDF5 File Format Specification", version 3.0, by The HDF Group. Read are superblocks 0 to 3, groups whose
/// links are in a symbol table or in the object header, attributes, and datasets that are contiguous, compact or in
/// chunks, which may be shuffled and compressed with gzip. What else the format has, such as compound types and links
/// to other files, is an error when it is used, and only then.
///
/// The file is believed in nothing. Every part must lie inside of it; what one call reads of groups, attributes and
/// texts is together at most four times as large as the file, so that parts that contain each other end in an error.
/// The elements of a dataset take as much as the file really has of them, which is at most 1032 times its size where
/// they are compressed with gzip. Elements that are not stored take at most 4 KiB, or as much as the file.
public struct HDF5File: Sendable {
  /// The group that contains all others.
  public let root: HDF5Group
  /// The number of bytes.
  public let size: Int

  /// Reads a file's superblock and root group; the rest is read when it is asked for.
  /// - Throws: `FileError` if it cannot be read, `FormatError` if it is broken.
  public init(contentsOf path: String) throws {
    try self.init(decoding: FileBytes(contentsOf: path), file: path)
  }

  /// Reads the bytes of a file; `file` names it in errors.
  /// - Throws: `FormatError`.
  public init(decoding bytes: [UInt8], file: String) throws(FormatError) {
    try self.init(decoding: FileBytes(bytes), file: file)
  }

  /// Reads the bytes of a file, as far as they are asked for; `file` names it in errors.
  /// - Throws: `FormatError`.
  public init(decoding bytes: FileBytes, file: String) throws(FormatError) {
    size = bytes.count
    let superblock = try HDF5Superblock(bytes, file: file)
    let content = HDF5Bytes(superblock.content(of: bytes), file: file)
    var budget = content.budget
    root = try HDF5Group(at: superblock.rootAddress, path: "/", in: content, &budget)
  }
}
