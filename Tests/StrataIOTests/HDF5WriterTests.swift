import StrataGraph
import Testing

@testable import StrataIO

@Suite("HDF5 files written here")
struct HDF5WriterTests {
  /// A file with all element types, many members, long texts, and nothing at all.
  static func sample() throws -> (writer: HDF5Writer, arrays: NamedArrays) {
    var generator = FixedGenerator(state: 6)
    var writer = HDF5Writer()
    var arrays = NamedArrays()
    for dtype in DType.allCases {
      for shape in [[], [3], [2, 0], [2, 3, 2]] {
        let path = "/types/größe \(dtype)\(shape)"
        let array = HostArray.random(TensorType(dtype, shape), using: &generator)
        arrays[path] = array
        try writer.addDataset(path, array)
      }
    }
    for number in 0..<300 {
      arrays["/crowd/member \(number)"] = HostArray([Int32(number)], shape: [1])
      try writer.addDataset("crowd/member \(number)", HostArray([Int32(number)], shape: [1]))
    }
    for (name, value) in attributes { try writer.addGroup("/a/b", attributes: [name: value]) }
    try writer.addGroup("/", attributes: ["version": "1"])
    try writer.addDataset(
      "texts", .texts(["x", "", "größe", "z"], shape: [2, 2]), attributes: ["of": "texts"])
    return (writer, arrays)
  }

  static let attributes: [String: HDF5Value] = [
    "text": "größe", "empty": "", "long": .text(String(repeating: "0123456789", count: 20_000)),
    "texts": .texts((0..<4000).map { "layer \($0)" }), "none": .texts([]),
    "number": .array(HostArray([Int64(-3)], shape: [])),
    "numbers": .array(HostArray([Float(1.5), 2.5], shape: [2])),
    "truth": .array(HostArray([true], shape: [])),
  ]

  @Test("What is written reads back")
  func roundTrip() throws {
    let (writer, arrays) = try Self.sample()
    let root = try HDF5File(decoding: writer.encoded(), file: "memory").root
    #expect(root.names == ["a", "crowd", "texts", "types"])
    for (path, array) in arrays { #expect(try root.dataset(path).read() == array, "\(path)") }
    #expect(try root.datasets().count == arrays.count + 1)
    let group = try root.group("a/b")
    #expect(group.names.isEmpty)
    #expect(group.attributes.names == Self.attributes.keys.sorted())
    for (name, value) in Self.attributes { #expect(try group.attributes[name] == value, "\(name)") }
    #expect(try root.attributes["version"] == "1")
    #expect(try root.dataset("texts").value() == .texts(["x", "", "größe", "z"], shape: [2, 2]))
    #expect(try root.dataset("texts").attributes["of"] == "texts")
    try withTemporaryFolder { folder in
      try writer.write(to: "\(folder)/a.h5")
      #expect(try File.read("\(folder)/a.h5") == writer.encoded())
    }
  }

  @Test("An empty file")
  func empty() throws {
    let root = try HDF5File(decoding: HDF5Writer().encoded(), file: "memory").root
    #expect(root.names.isEmpty)
    #expect(try root.datasets().isEmpty)
    #expect(try formatError { try root.group("a") }.reason == "has no 'a'; its members are none")
  }

  @Test("What cannot be written leaves the writer as it was")
  func refusals() throws {
    let array = HostArray([Float(1)], shape: [1])
    var writer = HDF5Writer()
    try writer.addDataset("a/b", array)
    let before = writer.encoded()
    let large = HDF5Value.array(HostArray([Double](repeating: 0, count: 8192), shape: [8192]))
    let attempts: [(String, HDF5Value?, [String: HDF5Value])] = [
      ("a/b", .array(array), [:]), ("a/b", nil, [:]), ("a", .array(array), [:]),
      ("a/b/c", .array(array), [:]),
      ("/", .array(array), [:]), ("a/./c", nil, [:]), ("x\0y", nil, [:]), ("a", nil, ["": "x"]),
      ("a", nil, ["large": large]), ("a", nil, ["zero": "x\0y"]), ("c", .texts(["x"], shape: [2]), [:]),
      ("c", .array(HostArray([Float(1)], shape: [Int](repeating: 1, count: 33))), [:]),
    ]
    for (path, value, attributes) in attempts {
      #expect(throws: FormatError.self, "\(path)") {
        if let value {
          try writer.addDataset(path, value, attributes: attributes)
        } else {
          try writer.addGroup(path, attributes: attributes)
        }
      }
      #expect(writer.encoded() == before, "\(path)")
    }
  }

  private static let hasH5py = PythonTests.has("h5py")

  @Test("h5py reads the same, and can add to it", .enabled(if: hasH5py, "there is no Python with h5py"))
  func h5py() throws {
    let (writer, arrays) = try Self.sample()
    try withTemporaryFolder { folder in
      try writer.write(to: "\(folder)/a.h5")
      try Npz.write(arrays, to: "\(folder)/a.npz")
      let script = """
        import sys, h5py, numpy as np
        folder = sys.argv[1]
        expected = np.load(f"{folder}/a.npz")
        def check():
            with h5py.File(f"{folder}/a.h5") as file:
                names = []
                file.visititems(lambda name, x: names.append("/" + name) if isinstance(x, h5py.Dataset) else None)
                assert set(names) - {"/texts", "/crowd/new"} == set(expected.files)
                for name in expected.files:
                    value = file[name][...]
                    assert value.dtype == expected[name].dtype and value.shape == expected[name].shape, name
                    assert value.tobytes() == expected[name].tobytes(), name
                assert file["texts"].asstr()[...].tolist() == [["x", ""], ["größe", "z"]]
                assert file["texts"].attrs["of"] == "texts" and file.attrs["version"] == "1"
                a = file["a/b"].attrs
                assert len(a) == 8 and a["text"] == "größe" and a["empty"] == "" and a["number"] == -3
                assert a["long"] == "0123456789" * 20000 and a["texts"].tolist() == [f"layer {i}" for i in range(4000)]
                assert len(a["none"]) == 0 and a["numbers"].tolist() == [1.5, 2.5] and a["truth"] is np.True_
        check()
        with h5py.File(f"{folder}/a.h5", "r+") as file:
            file["crowd/new"] = np.arange(5)
            file["a/b"].attrs["text"] = "short"
            file["a/b"].attrs["text"] = "größe"
            del file["crowd/member 7"]
            file["crowd/member 7"] = expected["/crowd/member 7"]
        check()
        print("good")
        """
      #expect(PythonTests.output(of: script, [folder]) == "good\n")
      let again = try HDF5File(contentsOf: "\(folder)/a.h5").root
      for (path, array) in arrays { #expect(try again.dataset(path).read() == array, "\(path)") }
      #expect(try again.dataset("crowd/new").read() == HostArray([Int64(0), 1, 2, 3, 4], shape: [5]))
    }
  }

  @Test(
    "Copies of Keras's files are the same for h5py", .enabled(if: hasH5py, "there is no Python with h5py"),
    arguments: ["keras.weights.h5", "legacy.h5"])
  func copies(_ name: String) throws {
    try withTemporaryFolder { folder in
      let original = fixture("HDF5/\(name)")
      try Self.copy(HDF5File(contentsOf: original).root).write(to: "\(folder)/\(name)")
      let script = """
        import sys, h5py
        def content(path):
            result = {}
            def add(name, item):
                for key, value in item.attrs.items():
                    result[name, key] = value.tolist() if hasattr(value, "tolist") else value
                result[name] = None
                if isinstance(item, h5py.Dataset):
                    value = item[...]
                    result[name] = value.dtype, value.shape, value.tobytes()
            with h5py.File(path) as file:
                add("/", file)
                file.visititems(add)
            return result
        first, second = map(content, sys.argv[1:])
        print(len(first) > 20 and first == second)
        """
      #expect(PythonTests.output(of: script, [original, "\(folder)/\(name)"]) == "True\n")
    }
  }

  private static func copy(_ group: HDF5Group) throws -> HDF5Writer {
    var writer = HDF5Writer()
    var groups = [group]
    while let group = groups.popLast() {
      try writer.addGroup(group.path, attributes: values(group.attributes))
      for name in group.names {
        switch try #require(try group[name]) {
        case .group(let member): groups.append(member)
        case .dataset(let dataset):
          try writer.addDataset(dataset.path, dataset.value(), attributes: values(dataset.attributes))
        }
      }
    }
    return writer
  }

  private static func values(_ attributes: HDF5Attributes) throws -> [String: HDF5Value] {
    var values: [String: HDF5Value] = [:]
    for name in attributes.names { values[name] = try attributes[name] }
    return values
  }
}
