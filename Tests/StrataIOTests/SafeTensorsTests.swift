import StrataGraph
import Testing

@testable import StrataIO

@Suite("safetensors")
struct SafeTensorsTests {
  @Test("A file that Python wrote")
  func reads() throws {
    let expectations = try Expectations()
    let file = try SafeTensors(contentsOf: fixture("all.safetensors"))
    #expect(Set(file.arrays.names) == Set(try expectations.names("all.safetensors")))
    for (name, array) in file.arrays { try expectations.check(array, file: "all.safetensors", name: name) }
    #expect(file.metadata == ["größe": "a \"b\"\n"])
  }

  @Test("What is written reads back, in its order")
  func roundTrip() throws {
    var generator = FixedGenerator(state: 3)
    var pairs: [(String, HostArray)] = []
    for dtype in DType.allCases {
      for shape in [[], [3], [0], [2, 5]] {
        pairs.append(("\(dtype)/\"\(shape)\"", HostArray.random(TensorType(dtype, shape), using: &generator)))
      }
    }
    let content = SafeTensors(NamedArrays(pairs), metadata: ["a": "b", "ü": "\u{1}\\"])
    #expect(try SafeTensors(decoding: content.encoded(), file: "memory") == content)
    try withTemporaryFolder { folder in
      try content.write(to: "\(folder)/a.safetensors")
      #expect(try SafeTensors(contentsOf: "\(folder)/a.safetensors") == content)
      #expect(try File.read("\(folder)/a.safetensors") == content.encoded())
    }
    let empty = SafeTensors(NamedArrays())
    #expect(try SafeTensors(decoding: empty.encoded(), file: "memory") == empty)
  }

  @Test("A reserved name cannot be written")
  func reservedName() throws {
    let content = SafeTensors(NamedArrays([("__metadata__", HostArray([Float(1)], shape: [1]))]))
    #expect(try formatError { try content.encoded() }.reason == "the format reserves this name")
  }

  @Test("An element type that has no place here")
  func unsupported() throws {
    let error = try formatError { try SafeTensors(contentsOf: fixture("short.safetensors")) }
    #expect(error.place == "tensor 'short'")
    #expect(error.reason == "the element type I16 is not supported")
  }

  private static let eight = #""dtype":"F32","shape":[2]"#

  @Test(
    "Headers that lie",
    arguments: [
      (#"{"a":{\#(eight),"data_offsets":[0,8]},"b":{\#(eight),"data_offsets":[0,8]}}"#, "overlaps"),
      (#"{"a":{\#(eight),"data_offsets":[0,8]},"b":{\#(eight),"data_offsets":[4,12]}}"#, "overlaps"),
      (#"{"a":{\#(eight),"data_offsets":[8,16]}}"#, "has a gap before it"),
      (#"{"a":{\#(eight),"data_offsets":[0,8]}}"#, "8 bytes at the end belong to no tensor"),
      (#"{"a":{\#(eight),"data_offsets":[0,16]}}"#, "takes 8 bytes, and data_offsets give 16"),
      (
        #"{"a":{\#(eight),"data_offsets":[16,24]}}"#,
        "its data end at byte 24, and the file has 16 bytes of data: it may be cut off"
      ),
      (#"{"a":{\#(eight),"data_offsets":[8,0]}}"#, "data_offsets are not"),
      (#"{"a":{\#(eight),"data_offsets":[-8,0]}}"#, "data_offsets are not"),
      (#"{"a":{\#(eight),"data_offsets":[0,8.0]}}"#, "data_offsets are not"),
      (#"{"a":{\#(eight),"data_offsets":[0]}}"#, "data_offsets are not"),
      (#"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#, "not possible"),
      (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, "not possible"),
      (#"{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}"#, "not possible"),
      (#"{"a":{"dtype":"F31","shape":[2],"data_offsets":[0,8]}}"#, "F31 is not supported"),
      (#"{"a":{\#(eight)}}"#, "not an object with"),
      (#"{"__metadata__":{"a":1}}"#, "is not a string"), (#"{"__metadata__":[]}"#, "not a JSON object"),
      ("[]", "not a JSON object"), ("{", "'\"' is missing"), (#"{"a":1,"a":2}"#, "is there twice"),
    ])
  func lyingHeaders(_ header: String, _ reason: String) throws {
    let bytes =
      littleEndian(UInt64(header.utf8.count)) + Array(header.utf8) + [UInt8](repeating: 0, count: 16)
    let error = try formatError { try SafeTensors(decoding: bytes, file: "memory") }
    #expect(error.description.contains(reason), "\(error)")
  }

  @Test("A header that claims more than the file has", arguments: [UInt64.max, 1 << 62, 1 << 40, 9])
  func headerSize(_ size: UInt64) throws {
    let error = try formatError {
      try SafeTensors(decoding: littleEndian(size) + Array("{}".utf8), file: "memory")
    }
    #expect(error.place.hasPrefix("header"))
  }

  @Test("Larger elements come first, so that all are aligned")
  func alignment() throws {
    let arrays = NamedArrays([
      ("bytes", HostArray([UInt8(1), 2, 3], shape: [3])), ("floats", HostArray([Float(1)], shape: [1])),
      ("doubles", HostArray([1.0], shape: [1])),
    ])
    let bytes = try SafeTensors(arrays).encoded()
    let start = bytes.count - 15
    #expect(start % 8 == 0)
    #expect(Array(bytes[(start + 12)...]) == [1, 2, 3])
  }
}
