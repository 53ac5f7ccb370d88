import StrataGraph
import Testing

@testable import StrataIO

/// Reads files that h5py and Keras wrote (`scripts/record-hdf5.py`), beside which NumPy put what is in them.
@Suite("HDF5 files that others wrote")
struct HDF5ReaderTests {
  static func file(_ name: String) throws -> HDF5File { try HDF5File(contentsOf: fixture("HDF5/\(name)")) }

  static func expected(_ name: String) throws -> NamedArrays { try Npz.read(fixture("HDF5/\(name)")) }

  @Test(
    "All datasets",
    arguments: [
      ("keras.weights.h5", "keras.weights.npz"), ("legacy.h5", "legacy.npz"), ("types.h5", "types.npz"),
      ("userblock.h5", "variants.npz"), ("superblock2.h5", "variants.npz"),
      ("superblock3.h5", "variants.npz"),
      ("tracked.h5", "variants.npz"),
    ])
  func datasets(_ name: String, _ expectedName: String) throws {
    let file = try Self.file(name)
    let expected = try Self.expected(expectedName)
    #expect(expected.count > 2)
    for (path, array) in expected {
      let dataset = try file.root.dataset(path)
      // NumPy, which wrote what is expected, has no bfloat16.
      #expect(try dataset.read().asNumPyHasIt == array, "\(path)")
      #expect(dataset.path == path)
      #expect(dataset.shape == array.type.shape)
    }
    let paths = try file.root.datasets().map(\.path).filter { !$0.hasPrefix("/crowd") }
    let aliased = ["/types/int32", "/types/int64"]
    #expect(Set(paths) == Set(expected.names.filter { name != "types.h5" || !aliased.contains($0) }))
  }

  @Test("The attributes that Keras writes")
  func kerasAttributes() throws {
    let weights = try Self.file("keras.weights.h5").root
    #expect(weights.names == ["layers", "optimizer", "vars"])
    #expect(try weights.group("layers/lstm/cell/vars").attributes["name"]?.text == "lstm_cell")
    #expect(try weights.group("optimizer/vars").attributes["name"]?.text == "adam")
    #expect(try weights.group("optimizer/vars").attributes["other"] == nil)

    let legacy = try Self.file("legacy.h5").root
    #expect(try legacy.attributes["keras_version"]?.text == "3.15.1")
    #expect(try legacy.attributes["backend"]?.text == "jax")
    let text = try #require(try legacy.attributes["model_config"]?.text)
    let config = try JSONValue(parsing: Array(text.utf8), file: "model_config")
    #expect(config["class_name"]?.string == "Sequential")
    #expect(config["config"]?["name"]?.string == "small")
    let layers = try legacy.group("model_weights")
    #expect(try layers.attributes["layer_names"]?.texts == ["memory", "norm", "head"])
    #expect(
      try layers.group("head").attributes["weight_names"]?.texts == ["small/head/kernel", "small/head/bias"])
    #expect(try layers.group("top_level_model_weights").attributes["weight_names"]?.texts == [])
  }

  @Test("Attributes of all kinds")
  func attributes() throws {
    let attributes = try Self.file("types.h5").root.group("attributes").attributes
    #expect(attributes.names.count == 10)
    #expect(try attributes["text"] == "größe")
    #expect(try attributes["empty text"] == "")
    #expect(try attributes["long text"]?.text == String(repeating: "abcdefghij", count: 2000))
    #expect(try attributes["texts"] == .texts(["a", "", "größe"]))
    #expect(try attributes["fixed"] == "fixed")
    #expect(try attributes["fixed texts"] == .texts(["one", "three"]))
    #expect(try attributes["number"] == .array(HostArray([Int64(3)], shape: [])))
    #expect(try attributes["numbers"] == .array(HostArray([Float(1.5), 2.5], shape: [2])))
    #expect(try attributes["truth"] == .array(HostArray([true], shape: [])))
    #expect(try attributes["no numbers"] == .array(HostArray([Double](), shape: [0])))
    for name in ["userblock", "superblock2", "superblock3", "tracked"] {
      #expect(try Self.file("\(name).h5").root.group("a").attributes["name"] == "größe", "\(name)")
    }
  }

  @Test("A group with many members, whose tree has two levels")
  func crowd() throws {
    let root = try Self.file("types.h5").root
    let crowd = try root.group("crowd")
    #expect(crowd.names.count == 300)
    #expect(crowd.names == (0..<300).map { "member\($0)" }.sorted())
    for number in 0..<300 {
      let type: DType = number % 2 == 1 ? .int32 : .int64
      #expect(try crowd.dataset("member\(number)").read().type.dtype == type)
    }
    #expect(try crowd["member300"] == nil)
  }

  @Test("What is not read says so, and is not in the way of the rest")
  func odd() throws {
    let root = try Self.file("odd.h5").root
    #expect(try root.dataset("texts").value() == .texts(["x", "yz"]))
    #expect(try root.dataset("alias").read() == root.dataset("types/float32").read())
    #expect(try root.dataset("colors").read() == HostArray([UInt8(1)], shape: []))
    #expect(try root.attributes["nothing"] == .array(HostArray([Float](), shape: [0])))
    #expect(try root.datasets().count == 10)
    let reasons = [
      "texts": "holds texts, not numbers", "links/soft": "link to a path",
      "links/elsewhere": "link to a path",
      "complex": "is compound, which is not supported", "compound": "is compound, which is not supported",
      "lists": "a list of variable length", "checked": "filter 3, which is not supported",
      "tooLarge": "a uint64 is larger than int64 holds", "unknown": "3 unknown bytes is not supported",
      "huge": "takes 4398046511104 bytes, and at most 0 are stored", "types": "is not a dataset",
      "missing": "group '/': has no 'missing'; its members are 'alias', 'checked'",
      "types/missing/x": "group '/types': has no 'missing'; its members are 'float32'",
      "types/float32/x": "group '/': 'types/float32' is not a group",
    ]
    for (name, reason) in reasons {
      let error = try formatError { try root.dataset(name).read() }
      #expect(error.description.contains(reason), "\(error)")
    }
    #expect(try formatError { try root.attributes["reference"] }.reason.contains("a reference"))
    #expect(try formatError { try root.group("texts") }.reason == "'texts' is not a group")
  }
}
