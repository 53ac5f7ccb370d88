import Foundation
import StrataIO
import Testing

@testable import Strata

/// A model that Keras saved, and what Keras makes of it: see `scripts/record-keras-models.py`.
struct RecordedModel {
  static let names = [
    "resnet", "mobile", "text", "two", "translator", "siamese", "stack", "arithmetic", "directions",
  ]

  let path: String
  private let arrays: NamedArrays

  init(_ name: String) throws {
    let folder = Bundle.module.resourcePath! + "/Fixtures/Models/"
    path = folder + name + ".keras"
    arrays = try Npz.read(folder + name + ".npz")
  }

  /// The arrays whose names begin with a word, in order.
  func all(_ word: String) -> [HostArray] {
    (0...).lazy.map { arrays["\(word)_\($0)"] }.prefix { $0 != nil }.map { $0! }
  }

  var inputs: [Tensor] { all("x").map { Tensor($0.hostBuffer()) } }

  var truths: [Tensor] { all("y").map { Tensor($0.hostBuffer()) } }

  /// The loss of each of two epochs.
  func losses() throws -> [Float] { try #require(arrays["loss"]).scalars(as: Float.self) }

  /// The config in the file, without what differs from process to process.
  func config() throws -> JSONValue { try Self.config(of: path) }

  static func config(of path: String) throws -> JSONValue {
    try KerasArchive(contentsOf: path).config.withoutIdentities
  }

  func expectPredictions(of model: Model, _ what: String) throws {
    let predictions = try model.predictAll(inputs)
    let expected = all("prediction")
    try #require(predictions.count == expected.count && !expected.isEmpty)
    for (prediction, array) in zip(predictions, expected) {
      expectClose(prediction, array, absolute: 1e-5, relative: 1e-4, what)
    }
  }
}

extension JSONValue {
  /// Without the numbers by which Keras tells objects apart, and with keys in the order of the alphabet.
  fileprivate var withoutIdentities: JSONValue {
    switch self {
    case .object(let object):
      var result = JSONObject()
      for key in object.keys.sorted() where key != "shared_object_id" {
        result[key] = object[key]!.withoutIdentities
        // A layer that was built on data has the size of its batch there, which means nothing.
        if key == "build_config", case .array(var shape) = result[key]?["input_shape"], !shape.isEmpty,
          shape[0].array == nil
        {
          shape[0] = .null
          result[key] = .object(["input_shape": .array(shape)])
        }
      }
      return .object(result)
    case .array(let elements): return .array(elements.map(\.withoutIdentities))
    case .integer(let number): return .number(Double(number))
    default: return self
    }
  }
}
