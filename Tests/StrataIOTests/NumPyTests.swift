import StrataGraph
import Testing

@testable import StrataIO

@Suite("npy and npz")
struct NumPyTests {
  static let files = [
    "bool", "uint8", "int32", "uint32", "int64", "float32", "float64", "int8", "int16", "uint16", "float16",
    "uint64",
    "halves", "fortran", "fortranBig", "bigEndian", "scalar", "empty", "version2", "version3",
  ].map { $0 + ".npy" }

  @Test("Arrays that NumPy wrote", arguments: files)
  func reads(_ file: String) throws {
    try Expectations().check(Npy.read(fixture(file)), file: file)
  }

  @Test("Archives that NumPy wrote", arguments: ["stored.npz", "deflated.npz"])
  func readsArchives(_ file: String) throws {
    let expectations = try Expectations()
    let arrays = try Npz.read(fixture(file))
    #expect(arrays.names == (try expectations.names(file)))
    for (name, array) in arrays { try expectations.check(array, file: file, name: name) }
  }

  @Test("What is written reads back, for every type", arguments: DType.allCases)
  func roundTrip(_ dtype: DType) throws {
    var generator = FixedGenerator(state: 1)
    for shape in [[], [1], [7], [0], [2, 0, 3], [3, 4], [2, 3, 4, 5]] {
      let array = HostArray.random(TensorType(dtype, shape), using: &generator)
      #expect(try Npy.decode(Npy.encode(array), file: "memory") == array.asNumPyHasIt)
      try withTemporaryFolder { folder in
        try Npy.write(array, to: "\(folder)/a.npy")
        #expect(try Npy.read("\(folder)/a.npy") == array.asNumPyHasIt)
      }
    }
  }

  @Test("Data begins at a multiple of 64 bytes")
  func alignment() {
    for rank in 0..<9 {
      let array = HostArray([Float(1)], shape: [Int](repeating: 1, count: rank))
      #expect((Npy.encode(array).count - 4) % 64 == 0)
    }
  }

  @Test("A header that is too long for version 1 takes version 2")
  func longHeader() throws {
    let array = HostArray([UInt8(5)], shape: [Int](repeating: 1, count: 30_000))
    let bytes = Npy.encode(array)
    #expect(bytes[6] == 2)
    #expect(try Npy.decode(bytes, file: "memory") == array)
  }

  @Test("An archive that is written reads back, in its order")
  func archiveRoundTrip() throws {
    var generator = FixedGenerator(state: 2)
    let arrays = NamedArrays(
      DType.allCases.map {
        ("layer/größe \($0)", HostArray.random(TensorType($0, [3, 2]), using: &generator))
      })
    let expected = NamedArrays(arrays.map { ($0, $1.asNumPyHasIt) })
    #expect(try Npz.decode(Npz.encode(arrays), file: "memory") == expected)
    #expect(try Npz.decode(Npz.encode(NamedArrays()), file: "memory") == NamedArrays())
    try withTemporaryFolder { folder in
      try Npz.write(arrays, to: "\(folder)/a.npz")
      #expect(try Npz.read("\(folder)/a.npz") == expected)
    }
  }

  // MARK: What cannot be read

  @Test(
    "Element types that have no place here",
    arguments: [
      ("records.npy", "records are not supported"), ("complex.npy", "'<c8' is not supported"),
      ("objects.npy", "'|O' is not supported"), ("tooLarge.npy", "larger than int64"),
    ])
  func unsupported(_ file: String, _ reason: String) throws {
    let error = try formatError { try Npy.read(fixture(file)) }
    #expect(error.reason.contains(reason))
    #expect(error.file.hasSuffix(file))
  }

  private func npy(_ header: String, _ data: [UInt8] = []) -> [UInt8] {
    [0x93] + Array("NUMPY".utf8) + [1, 0] + littleEndian(UInt16(header.utf8.count)) + Array(header.utf8)
      + data
  }

  @Test(
    "Headers that lie",
    arguments: [
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", "needs 8 bytes"),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (4000000000, 4000000000)}", "is not possible"),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 4611686018427387904, 4)}", "is not possible"),
      ("{'descr': '|u1', 'fortran_order': False, 'shape': (1000000000000,)}", "needs 1000000000000 bytes"),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", "not a size"),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}", "not a size"),
      ("{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}", "a string is missing"),
      ("{'descr': '<f4', 'shape': (1,)}", "exactly the keys"),
      ("{'descr': '<f4', 'descr': '<f4', 'shape': (1,)}", "is there twice"),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} more", "more after the dictionary"),
      ("{'descr': '<f4", "no end"), ("", "'{' is missing"),
    ])
  func lyingHeaders(_ header: String, _ reason: String) throws {
    let error = try formatError { try Npy.decode(npy(header, [0, 0, 0, 0]), file: "memory") }
    #expect(error.reason.contains(reason))
  }

  @Test("Bytes after the array are not lost without a word")
  func trailingBytes() throws {
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }"
    #expect(
      try Npy.decode(npy(header, [0, 0, 0x80, 0x3f]), file: "memory") == HostArray([Float(1)], shape: [1]))
    #expect(
      try formatError { try Npy.decode(npy(header, [0, 0, 0, 0, 9]), file: "memory") }.reason.contains(
        "1 bytes"))
  }

  @Test("A file that is not there")
  func noFile() {
    #expect(throws: FileError.self) { try Npy.read("/nowhere/a.npy") }
  }
}
