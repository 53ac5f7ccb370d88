import Foundation
import StrataGraph
import Testing

@testable import StrataIO

/// NumPy and safetensors read what is written here. `STRATA_PYTHON` names a Python that has both.
@Suite("Files for Python")
struct PythonTests {
  static let python = ProcessInfo.processInfo.environment["STRATA_PYTHON"] ?? "python3"

  /// What Python prints for a script, or nil if it fails.
  static func output(of script: String, _ arguments: [String] = []) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [python, "-c", script] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
  }

  static func has(_ module: String) -> Bool { output(of: "import \(module)") != nil }

  /// Prints type, shape and bytes of each array.
  private static let report = """
    def report(arrays):
        for name, array in arrays:
            print(name, array.dtype, "x".join(map(str, array.shape)), array.tobytes().hex(), sep="|")
    """

  private static func lines(_ arrays: NamedArrays) -> [String] {
    arrays.map { name, array in
      let shape = array.type.shape.map(String.init).joined(separator: "x")
      let bytes = array.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      return "\(name)|\(array.type.dtype.name)|\(shape)|\(bytes)"
    }
  }

  private static let arrays: NamedArrays = {
    var generator = FixedGenerator(state: 4)
    return NamedArrays(
      DType.allCases.flatMap { dtype in
        [[], [3], [2, 0], [2, 3, 2]].map { shape in
          ("größe.\(dtype)\(shape)", HostArray.random(TensorType(dtype, shape), using: &generator))
        }
      })
  }()

  @Test("NumPy reads npy and npz", .enabled(if: has("numpy"), "there is no Python with NumPy"))
  func numPy() throws {
    try withTemporaryFolder { folder in
      try Npz.write(Self.arrays, to: "\(folder)/a.npz")
      let script = "\(Self.report)\nimport sys, numpy\nreport(numpy.load(sys.argv[1]).items())"
      let output = try #require(Self.output(of: script, ["\(folder)/a.npz"]))
      // NumPy has no bfloat16.
      let expected = NamedArrays(Self.arrays.map { ($0, $1.asNumPyHasIt) })
      #expect(output.split(separator: "\n").map(String.init) == Self.lines(expected))
      for (position, (_, array)) in Self.arrays.enumerated() {
        try Npy.write(array, to: "\(folder)/\(position).npy")
      }
      let single = """
        \(Self.report)
        import sys, numpy
        names = sys.argv[2:]
        report((name, numpy.load(f"{sys.argv[1]}/{position}.npy")) for position, name in enumerate(names))
        """
      #expect(Self.output(of: single, [folder] + Self.arrays.names) == output)
    }
  }

  @Test(
    "Python's zipfile reads archives with 64-bit sizes", .enabled(if: has("zipfile"), "there is no Python"))
  func zip64() throws {
    try withTemporaryFolder { folder in
      var writer = ZipWriter()
      writer.largest32 = 2
      let content: [UInt8] = [1, 2, 3]
      var bytes: [UInt8] = []
      for name in ["a", "ö"] {
        bytes += try writer.header(name: name, size: 3, checksum: crc32(content)) + content
      }
      try AtomicFile.write(bytes + writer.finish(), to: "\(folder)/a.zip")
      let script = """
        import sys, zipfile
        archive = zipfile.ZipFile(sys.argv[1])
        print(archive.testzip(), *(name + archive.read(name).hex() for name in archive.namelist()))
        """
      #expect(Self.output(of: script, ["\(folder)/a.zip"]) == "None a010203 ö010203\n")
    }
  }

  @Test(
    "Python reads safetensors", .enabled(if: has("safetensors.numpy"), "there is no Python with safetensors"))
  func safeTensors() throws {
    try withTemporaryFolder { folder in
      let metadata = ["größe": "a \"b\"\n"]
      try SafeTensors(Self.arrays, metadata: metadata).write(to: "\(folder)/a.safetensors")
      let script = """
        \(Self.report)
        import sys, safetensors
        with safetensors.safe_open(sys.argv[1], "np") as file:
            print(repr(file.metadata()))
            report((name, file.get_tensor(name)) for name in file.keys())
        """
      let output = try #require(Self.output(of: script, ["\(folder)/a.safetensors"]))
      let lines = output.split(separator: "\n").map(String.init)
      #expect(lines.first == "{'größe': 'a \"b\"\\n'}")
      #expect(Set(lines.dropFirst()) == Set(Self.lines(Self.arrays)))
    }
  }
}
