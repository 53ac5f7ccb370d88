import StrataGraph

/// How types and attributes are spelled.
extension DType {
  var stableHLO: String {
    switch self {
    case .bool: "i1"
    case .uint8: "ui8"
    case .int32: "i32"
    case .uint32: "ui32"
    case .int64: "i64"
    case .float16: "f16"
    case .bfloat16: "bf16"
    case .float32: "f32"
    case .float64: "f64"
    }
  }
}

extension TensorType {
  /// For example `tensor<2x3xf32>`.
  var stableHLO: String { "tensor<\(shape.map { "\($0)x" }.joined())\(dtype.stableHLO)>" }
}

/// An attribute of an operation, such as `dimension = 0 : i64`.
struct Attribute: CustomStringConvertible {
  let description: String

  private init(_ name: String, _ value: String) { description = "\(name) = \(value)" }

  static func raw(_ name: String, _ value: String) -> Attribute { Attribute(name, value) }

  static func integer(_ name: String, _ value: Int) -> Attribute { Attribute(name, "\(value) : i64") }

  static func bool(_ name: String, _ value: Bool) -> Attribute { Attribute(name, "\(value)") }

  static func integers(_ name: String, _ values: [Int]) -> Attribute {
    let elements = values.map(String.init).joined(separator: ", ")
    return Attribute(name, values.isEmpty ? "array<i64>" : "array<i64: \(elements)>")
  }

  /// What is put before and after each axis.
  static func padding(low: [Int], high: [Int]) -> Attribute {
    let pairs = zip(low, high).map { "[\($0), \($1)]" }.joined(separator: ", ")
    let values = low.isEmpty ? "" : "[\(pairs)]"
    return Attribute("padding", "dense<\(values)> : tensor<\(low.count)x2xi64>")
  }
}

extension Literal {
  /// The elements with their exact bits, such as `dense<0x3F800000>`.
  var stableHLO: String { "dense<\(elements)> : \(type.stableHLO)" }

  private var elements: String {
    guard type.count > 0 else { return "" }
    if isUniform { return numeral(at: 0) }
    return type.dtype == .bool ? nestedNumerals(axis: 0, start: 0) : "\"0x\(hexadecimal(bytes))\""
  }

  private var isUniform: Bool {
    let size = type.dtype.byteCount
    return bytes.indices.dropFirst(size).allSatisfy { bytes[$0] == bytes[$0 - size] }
  }

  /// Lists of lists. Only what is not `bool` may be given as bytes.
  private func nestedNumerals(axis: Int, start: Int) -> String {
    if axis == type.rank { return numeral(at: start) }
    let stride = rowMajorStrides(type.shape)[axis]
    let parts = (0..<type.shape[axis]).map { nestedNumerals(axis: axis + 1, start: start + $0 * stride) }
    return "[\(parts.joined(separator: ", "))]"
  }

  private func numeral(at index: Int) -> String {
    let size = type.dtype.byteCount
    let element = bytes[index * size..<(index + 1) * size]
    return switch type.dtype {
    case .bool: element.first == 0 ? "false" : "true"
    case .float16, .bfloat16, .float32, .float64: "0x\(hexadecimal(element.reversed()))"
    case .uint8, .int32, .uint32, .int64: "\(wholeNumber(element))"
    }
  }

  private func wholeNumber(_ element: ArraySlice<UInt8>) -> Int64 {
    let bits = element.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return type.dtype == .int32 ? Int64(Int32(truncatingIfNeeded: bits)) : Int64(bitPattern: bits)
  }

  private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
