import Foundation

/// Whole files at once.
public enum File {
  /// The content of a file.
  /// - Throws: `FileError` if the system does not open or read it.
  public static func read(_ path: String) throws(FileError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw FileError(path: path, action: "open") }
    defer { close(file) }
    return try read(file, path)
  }

  /// The content of an open file.
  static func read(_ file: Int32, _ path: String) throws(FileError) -> [UInt8] {
    var information = stat()
    guard fstat(file, &information) == 0 else { throw FileError(path: path, action: "open") }

    // A pipe says that its size is 0, and a file may grow meanwhile: what counts is where reading ends.
    var capacity = max(Int(information.st_size) + 1, 1 << 16)
    var bytes = try read(file, path, upTo: capacity)
    while bytes.count == capacity {
      bytes += try read(file, path, upTo: capacity)
      capacity *= 2
    }
    return bytes
  }

  /// The next bytes of an open file, fewer than asked for only at its end.
  private static func read(_ file: Int32, _ path: String, upTo capacity: Int) throws(FileError) -> [UInt8] {
    var error: FileError?
    let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      while count < capacity {
        let read = Foundation.read(file, buffer.baseAddress! + count, capacity - count)
        if read < 0 && errno == EINTR { continue }
        if read < 0 { error = FileError(path: path, action: "read") }
        if read <= 0 { break }
        count += read
      }
    }
    if let error { throw error }
    return bytes
  }
}
