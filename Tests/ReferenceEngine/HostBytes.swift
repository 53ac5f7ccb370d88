import StrataGraph

extension HostTensor {
  /// Reads elements in row-major order and the machine's byte order.
  init(_ type: TensorType, bytes: UnsafeRawBufferPointer) {
    func read<Scalar>(_: Scalar.Type, _ number: (Scalar) -> Number) -> [Number] {
      (0..<type.count).map { index in
        number(bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Scalar>.size, as: Scalar.self))
      }
    }
    let elements =
      switch type.dtype {
      case .bool, .uint8: read(UInt8.self) { .integer(Int64($0)) }
      case .int32: read(Int32.self) { .integer(Int64($0)) }
      case .uint32: read(UInt32.self) { .integer(Int64($0)) }
      case .int64: read(Int64.self) { .integer($0) }
      case .float16: read(Float16.self) { .float(Double($0)) }
      case .bfloat16: read(BFloat16.self) { .float(Double(Float($0))) }
      case .float32: read(Float.self) { .float(Double($0)) }
      case .float64: read(Double.self) { .float($0) }
      }
    self.init(type, elements)
  }

  init(_ literal: Literal) {
    self = literal.bytes.withUnsafeBytes { HostTensor(literal.type, bytes: $0) }
  }

  /// The elements in row-major order and the machine's byte order.
  var bytes: [UInt8] {
    func write<Scalar>(_ scalar: (Number) -> Scalar) -> [UInt8] {
      elements.flatMap { number in withUnsafeBytes(of: scalar(number)) { Array($0) } }
    }
    return switch dtype {
    case .bool, .uint8: write { UInt8($0.int) }
    case .int32: write { Int32($0.int) }
    case .uint32: write { UInt32($0.int) }
    case .int64: write { $0.int }
    case .float16: write { Float16($0.double) }
    case .bfloat16: write { BFloat16($0.double) }
    case .float32: write { Float($0.double) }
    case .float64: write { $0.double }
    }
  }
}
