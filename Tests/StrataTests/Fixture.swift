import Foundation
import StrataIO
import Testing

/// Numbers that Keras printed, as `scripts/README.md` describes them.
struct Fixture: Sendable {
  let cases: [Case]

  /// One recorded case: the index's entry and the tensors that it names.
  struct Case: Sendable, CustomTestStringConvertible {
    let fields: JSONValue
    let tensors: NamedArrays

    var name: String { fields["name"]?.string ?? "" }
    var testDescription: String { name }

    subscript(field: String) -> JSONValue? { fields[field] }

    /// The tensor whose key stands at `field`.
    func array(_ field: String) throws -> HostArray {
      try array(#require(fields[field], "\(name) has no \(field)"))
    }

    /// The tensor whose key is the string `key`.
    func array(_ key: JSONValue) throws -> HostArray {
      let key = try #require(key.string)
      return try #require(tensors[key], "there is no tensor \(key)")
    }
  }

  /// Reads a family, such as `layers`.
  init(_ family: String) throws {
    let folder = try #require(Bundle.module.resourcePath) + "/Fixtures/"
    let index = "\(folder)\(family).json"
    let tensors = try SafeTensors(contentsOf: "\(folder)\(family).safetensors").arrays
    let entries = try JSONValue(parsing: File.read(index), file: index)["cases"]?.array
    cases = try #require(entries).map { Case(fields: $0, tensors: tensors) }
  }

  /// The case with the given name.
  func named(_ name: String) throws -> Case {
    try #require(cases.first { $0.name == name }, "no case \(name)")
  }
}
