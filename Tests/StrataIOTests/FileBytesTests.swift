import Foundation
import StrataGraph
import Testing

@testable import StrataIO

@Suite("Files that are read in parts")
struct FileBytesTests {
  private static let content = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }

  private func withFile<Result>(_ body: (String) throws -> Result) throws -> Result {
    try withTemporaryFolder { folder in
      let path = folder + "/content"
      try Data(Self.content).write(to: URL(fileURLWithPath: path))
      return try body(path)
    }
  }

  @Test("parts are those of the whole content, in any order")
  func parts() throws {
    try withFile { path in
      let bytes = try FileBytes(contentsOf: path)
      #expect(bytes.count == Self.content.count)
      var generator = FixedGenerator(state: 1)
      for _ in 0..<500 {
        let start = Int.random(in: 0...bytes.count, using: &generator)
        let largest = Bool.random(using: &generator) ? 64 : bytes.count
        let end = min(bytes.count, start + Int.random(in: 0...largest, using: &generator))
        #expect(try bytes[start..<end] == Self.content[start..<end])
      }
      let part = bytes.part(1000..<90_000).part(500..<80_000)
      #expect(try part[10..<50_000] == Self.content[1510..<51_500])
      #expect(try part.all() == Array(Self.content[1500..<81_000]))
    }
  }

  @Test("a file that becomes shorter while it is read is an error")
  func cut() throws {
    try withFile { path in
      let bytes = try FileBytes(contentsOf: path)
      #expect(try bytes[50_000..<50_010] == Self.content[50_000..<50_010])
      #expect(truncate(path, 20_000) == 0)
      #expect(try bytes[0..<20_000] == Self.content[0..<20_000])
      #expect(throws: FormatError.self) { try bytes[10_000..<30_000] }
      #expect(throws: FormatError.self) { try bytes[99_000..<99_001] }
    }
  }

  @Test("a pipe is read whole")
  func pipe() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/pipe"
      #expect(mkfifo(path, 0o600) == 0)
      let thread = Thread { try? Data(Self.content).write(to: URL(fileURLWithPath: path)) }
      thread.start()
      let bytes = try FileBytes(contentsOf: path)
      #expect(try bytes.all() == Self.content)
    }
  }

  @Test("the datasets of an HDF5 file on the disk are those in memory")
  func hdf5() throws {
    for name in ["keras.weights", "legacy", "odd", "userblock"] {
      let path = fixture("HDF5/\(name).h5")
      let inMemory = try HDF5File(decoding: File.read(path), file: path).root.datasets()
      let onDisk = try HDF5File(contentsOf: path).root.datasets()
      #expect(onDisk.map(\.path) == inMemory.map(\.path))
      for (a, b) in zip(onDisk, inMemory) {
        #expect(Result { try a.value() }.text == Result { try b.value() }.text)
      }
    }
  }
}

extension Result<HDF5Value, any Error> {
  /// What was read, or why nothing was.
  fileprivate var text: String {
    switch self {
    case .success(.array(let array)): "\(array.type) \(array.bytes)"
    case .success(.texts(let texts, let shape)): "\(shape) \(texts)"
    case .failure(let error): "\(error)"
    }
  }
}
