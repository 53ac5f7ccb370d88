import Foundation
import StrataIO
import Testing

@testable import Strata

/// What NumPy computed and printed, as `scripts/record-numpy.py` wrote it down.
struct NumPyFixture {
  /// One operation with its inputs and results.
  struct OperationCase {
    let name: String
    let inputs: [Tensor]
    let results: [Tensor]
  }

  /// One printed array.
  struct PrintingCase {
    let name: String
    let tensor: Tensor
    let text: String
  }

  let operations: [OperationCase]
  let printing: [PrintingCase]

  init() throws {
    let file = try #require(Bundle.module.resourcePath) + "/Fixtures/numpy.json"
    let index = try JSONValue(parsing: File.read(file), file: file)
    operations = try #require(index["operations"]?.array).map { entry in
      OperationCase(
        name: try #require(entry["name"]?.string),
        inputs: try #require(entry["inputs"]?.array).map(Self.tensor),
        results: try #require(entry["results"]?.array).map(Self.tensor))
    }
    printing = try #require(index["printing"]?.array).map { entry in
      PrintingCase(
        name: try #require(entry["name"]?.string), tensor: try Self.tensor(#require(entry["array"])),
        text: try #require(entry["text"]?.string))
    }
  }

  private static func tensor(_ entry: JSONValue) throws -> Tensor {
    let dtype = try #require(entry["dtype"]?.string.flatMap { DType(name: $0) })
    let shape = try #require(entry["shape"]?.array).map { try #require($0.integer) }
    if let divisor = entry["divisor"]?.double {
      let elements = (0..<shape.reduce(1, *)).map { Double($0) / divisor }
      return Tensor(elements, shape: shape).converted(to: dtype)
    }
    let values = try #require(entry["values"]?.array)
    // A Double does not hold all of them.
    if dtype == .int64 { return Tensor(try values.map { Int64(try #require($0.integer)) }, shape: shape) }
    return Tensor(try values.map(number), shape: shape).converted(to: dtype)
  }

  private static func number(_ value: JSONValue) throws -> Double {
    if let bool = value.bool { return bool ? 1 : 0 }
    return try #require(value.double ?? value.string.flatMap(Double.init))
  }
}
