import Foundation

/// Why the operating system did not open, read or write a file.
public struct FileError: Error, Hashable, CustomStringConvertible {
  /// The file's path.
  public var path: String
  /// What was tried, such as `open`.
  public var action: String
  /// The system's error number.
  public var code: Int32

  /// The error that the last system call has left in `errno`.
  init(path: String, action: String) {
    self.path = path
    self.action = action
    code = errno
  }

  /// For example `w.npy: cannot open: No such file or directory`.
  public var description: String { "\(path): cannot \(action): \(String(cString: strerror(code)))" }
}
