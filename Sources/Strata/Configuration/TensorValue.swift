import StrataGraph
import StrataIO

extension Tensor: ConfigValue {
  /// The elements as lists within lists; a scalar as a number.
  public var json: JSONValue {
    nestedLists(of: converted(to: .float64).scalars(as: Double.self)[...], shape: shape[...])
  }

  private func nestedLists(of elements: ArraySlice<Double>, shape: ArraySlice<Int>) -> JSONValue {
    guard let size = shape.first else { return .number(elements[elements.startIndex]) }
    let inner = shape.dropFirst().reduce(1, *)
    return .array(
      (0..<size).map { position in
        let start = elements.startIndex + position * inner
        return nestedLists(of: elements[start..<(start + inner)], shape: shape.dropFirst())
      })
  }
}

extension Config {
  /// A number, or lists of numbers within lists, in `float64`.
  public func tensor(_ argument: String, default other: Double? = nil) throws -> Tensor {
    guard let value = json(argument) else {
      guard let other else { throw error(argument, "is missing; numbers are expected") }
      return Tensor(other)
    }
    // Keras writes arrays of NumPy and tensors as objects.
    let isArray = ["__numpy__", "__tensor__"].contains(value["class_name"]?.string)
    let lists = isArray ? value["config"]?["value"] ?? .null : value
    var elements: [Double] = []
    guard let shape = Self.shape(ofNested: lists, depth: 0, collecting: &elements) else {
      throw error(argument, "must be a number or lists of numbers of one length, not \(value.shortText)")
    }
    return Tensor(elements, shape: shape)
  }

  private static func shape(
    ofNested value: JSONValue, depth: Int, collecting elements: inout [Double]
  ) -> [Int]? {
    if let number = value.double {
      elements.append(number)
      return []
    }
    guard let list = value.array, !list.isEmpty, depth < 32 else { return nil }
    var common: [Int]?
    for element in list {
      let shape = shape(ofNested: element, depth: depth + 1, collecting: &elements)
      guard let shape, common == nil || common == shape else { return nil }
      common = shape
    }
    return common.map { [list.count] + $0 }
  }
}
