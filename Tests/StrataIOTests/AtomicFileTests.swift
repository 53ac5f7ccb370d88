import Foundation
import Testing

@testable import StrataIO

@Suite("Files that are replaced as a whole")
struct AtomicFileTests {
  private struct Interruption: Error {}

  private func contents(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test("New and old files")
  func writes() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a"
      try AtomicFile.write([1, 2], to: path)
      #expect(try File.read(path) == [1, 2])
      try AtomicFile.write([], to: path)
      #expect(try File.read(path) == [])
      #expect(try contents(folder) == ["a"])
    }
  }

  @Test("What is interrupted leaves the old file, and nothing else")
  func interrupted() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a"
      try AtomicFile.write([1, 2], to: path)
      #expect(throws: Interruption.self) {
        try AtomicFile.write(to: path) { sink in
          try sink.write([9])
          #expect(try File.read(path) == [1, 2])
          throw Interruption()
        }
      }
      #expect(try File.read(path) == [1, 2])
      #expect(try contents(folder) == ["a"])
    }
  }

  @Test("What a killed process left is written over")
  func leftover() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a"
      try AtomicFile.write(Array(repeating: 7, count: 1000), to: path + ".strata-partial")
      try AtomicFile.write([1, 2], to: path)
      #expect(try File.read(path) == [1, 2])
      #expect(try contents(folder) == ["a"])
    }
  }

  @Test("Many threads that write the same file: one of the contents is there, whole")
  func concurrently() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a"
      DispatchQueue.concurrentPerform(iterations: 40) { byte in
        #expect(throws: Never.self) {
          try AtomicFile.write(Array(repeating: UInt8(byte), count: 5000), to: path)
        }
      }
      let bytes = try File.read(path)
      #expect(bytes == Array(repeating: bytes[0], count: 5000))
      #expect(try contents(folder) == ["a"])
    }
  }

  @Test("A second name keeps the content when the first gets another")
  func keeping() throws {
    try withTemporaryFolder { folder in
      let (path, older) = (folder + "/a", folder + "/b")
      try AtomicFile.write([1], to: path)
      for content in 2..<5 as Range<UInt8> {
        // Twice, as after an interruption: the names are then of the same content.
        try AtomicFile.keep(path, as: older)
        try AtomicFile.keep(path, as: older)
        try AtomicFile.write([content], to: path)
        #expect(try File.read(older) == [content - 1])
        #expect(try File.read(path) == [content])
      }
      #expect(try contents(folder) == ["a", "b"])
      #expect(throws: FileError.self) { try AtomicFile.keep(folder + "/nothing", as: older) }
      #expect(try File.read(older) == [3])
    }
  }

  @Test("Permissions stay, and a link stays a link")
  func permissionsAndLinks() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a"
      let link = folder + "/link"
      try AtomicFile.write([1], to: path)
      chmod(path, 0o640)
      symlink("a", link)
      try AtomicFile.write([2], to: link)
      #expect(try File.read(path) == [2])
      var information = stat()
      #expect(lstat(link, &information) == 0 && information.st_mode & S_IFMT == S_IFLNK)
      #expect(stat(path, &information) == 0 && information.st_mode & 0o777 == 0o640)
    }
  }

  @Test("A folder that is not there")
  func noFolder() throws {
    let error = try #require(throws: FileError.self) { try AtomicFile.write([1], to: "/nowhere/a") }
    #expect(error.description == "/nowhere/a: cannot create: No such file or directory")
  }

  @Test("A folder is not a file")
  func folder() throws {
    try withTemporaryFolder { folder in
      #expect(throws: FileError.self) { try File.read(folder) }
      try FileManager.default.createDirectory(atPath: folder + "/b", withIntermediateDirectories: true)
      #expect(throws: FileError.self) { try AtomicFile.write([1], to: folder + "/b") }
      #expect(try contents(folder) == ["b"])
    }
  }
}
