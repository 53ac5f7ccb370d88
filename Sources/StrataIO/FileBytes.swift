import Foundation
import Synchronization

/// The bytes of a file, or of a part of one: in memory, or on the disk, where they stay until somebody asks for them.
///
/// A file is read, not mapped into memory: a file that another process makes shorter meanwhile is an error, where a mapped
/// one would kill the process.
public struct FileBytes: Sendable {
  private enum Source {
    case memory([UInt8])
    case disk(OpenFile)
  }

  private let source: Source
  private let range: Range<Int>

  /// The number of bytes.
  public var count: Int { range.count }

  /// Bytes in memory.
  public init(_ bytes: [UInt8]) {
    source = .memory(bytes)
    range = bytes.indices
  }

  /// The bytes of a file on the disk. What says nothing about its size, such as a pipe, is read at once.
  /// - Throws: `FileError` if the system does not open or read it.
  public init(contentsOf path: String) throws(FileError) {
    let file = try OpenFile(path)
    if let size = file.size {
      self.init(.disk(file), 0..<size)
    } else {
      self.init(try file.readAll())
    }
  }

  private init(_ source: Source, _ range: Range<Int>) {
    self.source = source
    self.range = range
  }

  /// A part, whose bytes count from 0 again.
  func part(_ part: Range<Int>) -> FileBytes { FileBytes(source, inFile(part)) }

  /// The bytes at some positions, which must be inside.
  /// - Throws: `FormatError` if the file cannot be read, or has become shorter.
  subscript(part: Range<Int>) -> ArraySlice<UInt8> {
    get throws(FormatError) {
      switch source {
      case .memory(let bytes): bytes[inFile(part)]
      case .disk(let file): try file.bytes(inFile(part))
      }
    }
  }

  /// All bytes.
  public func all() throws(FormatError) -> [UInt8] { try Array(self[0..<count]) }

  /// Copies the bytes at some positions, which must be inside, to memory with room for them.
  func copy(_ part: Range<Int>, to target: UnsafeMutableRawPointer) throws(FormatError) {
    guard !part.isEmpty else { return }
    switch source {
    case .memory(let bytes):
      bytes.withUnsafeBytes {
        target.copyMemory(from: $0.baseAddress! + inFile(part).lowerBound, byteCount: part.count)
      }
    case .disk(let file): try file.read(inFile(part), to: target)
    }
  }

  /// The position of the first zero byte in a part.
  func firstZero(in part: Range<Int>) throws(FormatError) -> Int? {
    var rest = part
    while !rest.isEmpty {
      let piece = rest.prefix(Self.pieceSize)
      let bytes = try self[piece]
      if let found = bytes.firstIndex(of: 0) { return piece.lowerBound + (found - bytes.startIndex) }
      rest = piece.upperBound..<rest.upperBound
    }
    return nil
  }

  private static let pieceSize = 1 << 8

  private func inFile(_ part: Range<Int>) -> Range<Int> {
    precondition(part.lowerBound >= 0 && part.upperBound <= count, "\(part) is not inside of \(count) bytes")
    return range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound
  }
}

/// A file that is open for reading.
private final class OpenFile: Sendable {
  let path: String
  /// Nil for what is no plain file, or seems to be empty.
  let size: Int?
  private let descriptor: Int32
  /// What was read last, since small parts lie beside each other, and where.
  private let window = Mutex((start: 0, bytes: [UInt8]()))

  private static let windowSize = 1 << 14

  init(_ path: String) throws(FileError) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw FileError(path: path, action: "open") }
    var information = stat()
    let isPlain = fstat(file, &information) == 0 && information.st_mode & S_IFMT == S_IFREG
    self.path = path
    size = isPlain && information.st_size > 0 ? Int(information.st_size) : nil
    descriptor = file
  }

  deinit { close(descriptor) }

  /// The bytes of a part.
  func bytes(_ part: Range<Int>) throws(FormatError) -> ArraySlice<UInt8> {
    guard part.count <= Self.windowSize / 4 else { return try readAll(part)[...] }
    let known = window.withLock { window in
      let start = part.lowerBound - window.start
      return start >= 0 && start + part.count <= window.bytes.count
        ? window.bytes[start..<start + part.count] : nil
    }
    if let known { return known }
    let bytes = try readAll(part.lowerBound..<min(part.lowerBound + Self.windowSize, size ?? part.upperBound))
    window.withLock { $0 = (part.lowerBound, bytes) }
    return bytes.prefix(part.count)
  }

  /// All bytes of what cannot be read in parts.
  func readAll() throws(FileError) -> [UInt8] { try File.read(descriptor, path) }

  private func readAll(_ part: Range<Int>) throws(FormatError) -> [UInt8] {
    var failure: FormatError?
    let bytes = [UInt8](unsafeUninitializedCapacity: part.count) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      do throws(FormatError) {
        try read(part, to: base)
        count = part.count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Copies a part to memory with room for it.
  func read(_ part: Range<Int>, to target: UnsafeMutableRawPointer) throws(FormatError) {
    var done = 0
    while done < part.count {
      let count = pread(descriptor, target + done, part.count - done, off_t(part.lowerBound + done))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        let reason = count < 0 ? String(cString: strerror(errno)) : "the file has become shorter"
        throw FormatError(
          file: path, place: "bytes \(part.lowerBound) to \(part.upperBound)",
          reason: "cannot be read: \(reason)")
      }
      done += count
    }
  }
}
