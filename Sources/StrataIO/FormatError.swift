/// Why a file's content cannot be read, or values cannot be written in a format.
public struct FormatError: Error, Hashable, CustomStringConvertible {
  /// The file's path, or a name for the bytes that were read.
  public var file: String
  /// Where in the file, such as `tensor 'dense/kernel'` or `line 3, column 7`.
  public var place: String
  /// What is wrong there.
  public var reason: String

  /// An error at a place in a file.
  public init(file: String, place: String, reason: String) {
    self.file = file
    self.place = place
    self.reason = reason
  }

  /// For example `w.npy: header: 'descr' is missing`.
  public var description: String { "\(file): \(place): \(reason)" }
}
