import Foundation

/// Whole files at once.
public enum File {
  /// The content of a file.
  /// - Throws: `FileError` if the system does not open or read it.
  public static func read(_ path: String) throws(FileError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw FileError(path: path, action: "open") }
    defer { close(file) }
    var information = stat()
    guard fstat(file, &information) == 0 else { throw FileError(path: path, action: "open") }

    // A pipe says that its size is 0, and a file may grow meanwhile: what counts is where reading ends.
    var bytes = [UInt8](repeating: 0, count: max(Int(information.st_size) + 1, 1 << 16))
    var count = 0
    while true {
      let read = bytes.withUnsafeMutableBytes {
        Foundation.read(file, $0.baseAddress! + count, $0.count - count)
      }
      if read < 0 && errno == EINTR { continue }
      guard read >= 0 else { throw FileError(path: path, action: "read") }
      if read == 0 { break }
      count += read
      if count == bytes.count { bytes.append(contentsOf: repeatElement(0, count: count)) }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }
}
