import Foundation

/// Writes files so that a crash at any moment leaves either the old content or the new, whole.
///
/// The new content goes to a file beside the old one, is forced to the disk, and takes the old one's name. The file
/// beside always has the same name, so that what a killed process leaves is overwritten by the next that writes.
public enum AtomicFile {
  /// Where the content of a file goes, piece by piece.
  public struct Sink: ~Copyable {
    let path: String
    let file: Int32

    /// Writes the next bytes.
    /// - Throws: `FileError`, for example when the disk is full.
    public func write(_ bytes: [UInt8]) throws {
      try bytes.withUnsafeBytes { try write($0) }
    }

    /// Writes the elements of an array.
    /// - Throws: `FileError`.
    public func write(_ array: HostArray) throws {
      try array.withUnsafeBytes { try write($0) }
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
      var written = 0
      while written < bytes.count {
        let count = Foundation.write(file, bytes.baseAddress! + written, bytes.count - written)
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw FileError(path: path, action: "write") }
        written += count
      }
    }
  }

  /// Replaces the content of the file at `path`, or makes it.
  /// - Throws: `FileError`; the old file is then as it was.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    try write(to: path) { sink in try sink.write(bytes) }
  }

  /// Replaces the content of the file at `path`, or makes it, with what `body` writes.
  /// - Throws: `FileError` or what `body` throws; the old file is then as it was.
  public static func write(to path: String, _ body: (borrowing Sink) throws -> Void) throws {
    let target = followingLinks(path)
    let (beside, file) = try createFile(beside: target)
    var old = stat()
    if stat(target, &old) == 0 { fchmod(file, old.st_mode & 0o777) }
    // The file stays open, and so locked, until it has its new name.
    defer { close(file) }
    do {
      try body(Sink(path: path, file: file))
      guard fsync(file) == 0 else { throw FileError(path: path, action: "write to the disk") }
      guard rename(beside, target) == 0 else { throw FileError(path: path, action: "replace") }
    } catch {
      unlink(beside)
      throw error
    }
    synchronizeFolder(of: target)
  }

  /// The path of the file that a link names: a link stays a link when the file is replaced.
  public static func followingLinks(_ path: String) -> String {
    var information = stat()
    guard lstat(path, &information) == 0, information.st_mode & S_IFMT == S_IFLNK,
      let resolved = realpath(path, nil)
    else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static let suffix = "strata-partial"

  private static func createFile(beside path: String) throws(FileError) -> (String, Int32) {
    let usual = "\(path).\(suffix)"
    if let file = openLocked(usual) { return (usual, file) }
    // Another process or thread is writing the same file.
    while true {
      let name = "\(path).\(String(UInt32.random(in: .min ... .max), radix: 36)).\(suffix)"
      let file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if file >= 0 { return (name, file) }
      guard errno == EEXIST || errno == EINTR else { throw FileError(path: path, action: "create") }
    }
  }

  /// Opens a file, emptied, that nobody else is writing; nil if somebody is.
  private static func openLocked(_ name: String) -> Int32? {
    let file = open(name, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o666)
    guard file >= 0 else { return nil }
    var opened = stat()
    var named = stat()
    // Whoever held the lock a moment ago may have moved the file away from the name.
    guard flock(file, LOCK_EX | LOCK_NB) == 0, fstat(file, &opened) == 0, lstat(name, &named) == 0,
      opened.st_ino == named.st_ino, opened.st_dev == named.st_dev, opened.st_mode & S_IFMT == S_IFREG,
      ftruncate(file, 0) == 0
    else {
      close(file)
      return nil
    }
    return file
  }

  /// Gives the present content of a file a second name, which replaces a file of that name.
  ///
  /// The first name stays throughout, except on file systems without hard links, where the content is renamed.
  /// - Throws: `FileError`; both files are then as they were.
  public static func keep(_ path: String, as other: String) throws(FileError) {
    let beside = "\(other).strata-link"
    unlink(beside)
    let isRenamed = link(path, beside) == 0 ? rename(beside, other) == 0 : rename(path, other) == 0
    let error = FileError(path: other, action: "replace")
    // Renaming a file to another name that it has already does nothing.
    unlink(beside)
    guard isRenamed else { throw error }
  }

  /// Forces the new name to the disk. Some file systems cannot, and the file is whole all the same.
  private static func synchronizeFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
