import Strata
import StrataIO

extension JSONValue {
  /// A number; `null` for NaN and infinities, which JSON does not have.
  init(finite number: Double) { self = number.isFinite ? .number(number) : .null }

  /// A list of whole numbers.
  init(_ integers: [Int]) { self = .array(integers.map { .integer($0) }) }

  /// A shape, `null` for the sizes that may vary.
  init(shape: [Int?]) { self = .array(shape.map { $0.map { .integer($0) } ?? .null }) }
}

extension JSONObject {
  /// Numbers by name, in the order of the names, with those of the validation data after the others.
  init<Value>(logs: [String: Value], _ json: (Value) -> JSONValue) {
    self.init()
    for name in logs.keys.sorted(by: { ($0.isOfValidation ? 1 : 0, $0) < ($1.isOfValidation ? 1 : 0, $1) }) {
      self[name] = json(logs[name]!)
    }
  }
}

extension String {
  fileprivate var isOfValidation: Bool { hasPrefix("val_") }
}

extension Tensor {
  /// The elements as nested lists.
  var json: JSONValue {
    let numbers: [JSONValue] =
      switch dtype {
      case .float16, .bfloat16, .float32, .float64:
        converted(to: .float64).scalars(as: Double.self).map { JSONValue(finite: $0) }
      case .bool: scalars(as: Bool.self).map { .bool($0) }
      default: converted(to: .int64).scalars(as: Int64.self).map { .integer(Int($0)) }
      }
    return Self.nested(numbers[...], shape[...])
  }

  private static func nested(_ numbers: ArraySlice<JSONValue>, _ shape: ArraySlice<Int>) -> JSONValue {
    guard let size = shape.first else { return numbers.first! }
    let step = shape.dropFirst().reduce(1, *)
    return .array(
      (0..<size).map { index in
        let start = numbers.startIndex + index * step
        return nested(numbers[start..<start + step], shape.dropFirst())
      })
  }
}
