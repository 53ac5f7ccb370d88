import Foundation
import Testing

@testable import StrataXLA

@Suite("Compiled programs on the disk")
struct ExecutableCacheTests {
  private let key = Array("a program".utf8)
  private let value: [UInt8] = [1, 2, 3, 0, 255]

  /// The files of a cache.
  private func files(_ cache: ExecutableCache) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: cache.folder).map { cache.folder + "/" + $0 }
  }

  @Test func aValueComesBackForItsKey() throws {
    try withTemporaryFolder { folder in
      let cache = ExecutableCache(folder: folder + "/a/b")
      #expect(cache.value(for: key) == nil)
      cache.store(value, for: key)
      #expect(cache.value(for: key) == value)
      #expect(cache.value(for: key + [0]) == nil)
      cache.store([7], for: key)
      #expect(cache.value(for: key) == [7])
      let files = try files(cache)
      #expect(files.count == 1)
    }
  }

  @Test func onlyAWholeEntryCounts() {
    let entry = CacheEntry(key: key, value: value)
    let bytes = entry.bytes
    #expect(CacheEntry(parsing: bytes) == entry)
    #expect(CacheEntry(parsing: bytes + [0]) == nil)
    for count in bytes.indices { #expect(CacheEntry(parsing: Array(bytes[..<count])) == nil) }
    for index in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[index] ^= 1 << UInt8(bit)
        #expect(CacheEntry(parsing: damaged) == nil)
      }
    }
  }

  @Test func anEntryOfAnotherKeyIsIgnoredAndReplaced() throws {
    try withTemporaryFolder { folder in
      let cache = ExecutableCache(folder: folder)
      cache.store(value, for: key)
      let file = try #require(try files(cache).first)
      let other = CacheEntry(key: Array("same digest".utf8), value: [9])
      try Data(other.bytes).write(to: URL(fileURLWithPath: file))
      #expect(cache.value(for: key) == nil)
      cache.store(value, for: key)
      #expect(cache.value(for: key) == value)
    }
  }

  @Test func whatWasNotUsedForTheLongestTimeIsRemoved() throws {
    try withTemporaryFolder { folder in
      let value = [UInt8](repeating: 1, count: 1000)
      let cache = ExecutableCache(folder: folder, byteLimit: 3500)
      for (age, key) in [[1], [2], [3]].enumerated() as EnumeratedSequence<[[UInt8]]> {
        cache.store(value, for: key)
        let file = try #require(try files(cache).max { try! modified($0) < modified($1) })
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSince1970: Double(1000 * (age + 1)))], ofItemAtPath: file)
      }
      #expect(cache.value(for: [1]) != nil, "which makes it the one used last")
      cache.store(value, for: [4])
      #expect(cache.value(for: [2]) == nil)
      for key in [[1], [3], [4]] as [[UInt8]] { #expect(cache.value(for: key) == value) }
      cache.store([UInt8](repeating: 1, count: 4000), for: [5])
      #expect(cache.value(for: [5]) == nil, "too large for the cache")
      let files = try files(cache)
      #expect(files.count == 3)
    }
  }

  private func modified(_ path: String) throws -> Date {
    try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as! Date
  }

  @Test func variablesSayWhereTheCacheIs() {
    func folder(_ environment: [String: String]) -> String? {
      ExecutableCache(environment: environment)?.folder
    }
    #expect(folder(["HOME": "/h", "STRATA_XLA_CACHE": "0"]) == nil)
    #expect(folder(["HOME": "/h", "STRATA_XLA_CACHE": "/c"]) == "/c")
    #expect(folder(["HOME": "/h", "XDG_CACHE_HOME": "/x"]) == "/x/strata/xla")
    #expect(folder(["HOME": "/h", "XDG_CACHE_HOME": "relative"]) == "/h/.cache/strata/xla")
    #expect(folder(["HOME": "/h", "STRATA_XLA_CACHE": ""]) == "/h/.cache/strata/xla")
    #expect(folder([:]) == nil)
  }

  @Test func aFolderThatCannotBeMadeKeepsNothing() throws {
    try withTemporaryFolder { folder in
      try Data().write(to: URL(fileURLWithPath: folder + "/file"))
      let cache = ExecutableCache(folder: folder + "/file/cache")
      cache.store(value, for: key)
      #expect(cache.value(for: key) == nil)
    }
  }

  /// The authors of the function publish these.
  @Test func checksumsAreFNV1a() {
    #expect(checksum([]) == 0xcbf2_9ce4_8422_2325)
    #expect(checksum(Array("a".utf8)) == 0xaf63_dc4c_8601_ec8c)
    #expect(checksum(Array("foobar".utf8)) == 0x8594_4171_f739_67e8)
  }
}
