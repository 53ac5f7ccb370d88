import StrataGraph

/// One element. Floating-point ones are held in double precision, integers and bools (0 or 1) in 64 bits.
enum Number {
  case float(Double)
  case integer(Int64)

  var double: Double {
    switch self {
    case .float(let value): value
    case .integer(let value): Double(value)
    }
  }

  /// Must be an integer or a bool.
  var int: Int64 {
    guard case .integer(let value) = self else { fatalError("a floating-point number taken for an integer") }
    return value
  }

  var isNaN: Bool { double.isNaN }

  init(_ value: Bool) { self = .integer(value ? 1 : 0) }
}

extension DType {
  /// The number of this floating-point type nearest to `value`.
  func rounded(_ value: Double) -> Number {
    switch self {
    case .float16: .float(Double(Float16(value)))
    case .bfloat16: .float(Double(Float(BFloat16(value))))
    case .float32: .float(Double(Float(value)))
    default: .float(value)
    }
  }

  /// The integer of this type that has the low bits of `value`.
  func wrapped(_ value: Int64) -> Number {
    switch self {
    case .bool: Number(value != 0)
    case .uint8: .integer(Int64(UInt8(truncatingIfNeeded: value)))
    case .int32: .integer(Int64(Int32(truncatingIfNeeded: value)))
    case .uint32: .integer(Int64(UInt32(truncatingIfNeeded: value)))
    case .int64: .integer(value)
    case .float16, .bfloat16, .float32, .float64: fatalError("\(self) is no integer type")
    }
  }

  /// The nearest number of this type to a whole number.
  func number(_ value: Int64) -> Number {
    switch self {
    case .float16: .float(Double(Float16(value)))
    case .bfloat16: rounded(Double(value))
    case .float32: .float(Double(Float(value)))
    case .float64: .float(Double(value))
    default: wrapped(value)
    }
  }

  /// The largest and the smallest value: infinite for floating point.
  var range: (smallest: Number, largest: Number) {
    switch self {
    case .bool: (.integer(0), .integer(1))
    case .uint8: (.integer(0), .integer(Int64(UInt8.max)))
    case .int32: (.integer(Int64(Int32.min)), .integer(Int64(Int32.max)))
    case .uint32: (.integer(0), .integer(Int64(UInt32.max)))
    case .int64: (.integer(.min), .integer(.max))
    case .float16, .bfloat16, .float32, .float64: (.float(-.infinity), .float(.infinity))
    }
  }
}
