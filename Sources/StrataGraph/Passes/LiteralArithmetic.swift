/// Operations on literals; nil for those that are not defined to the last bit, or not worth having.
extension Literal {
  func reshaped(_ shape: [Int]) -> Literal {
    switch type.dtype {
    case .bool: Literal(scalars(as: Bool.self), shape: shape)
    case .uint8: Literal(scalars(as: UInt8.self), shape: shape)
    case .int32: Literal(scalars(as: Int32.self), shape: shape)
    case .uint32: Literal(scalars(as: UInt32.self), shape: shape)
    case .int64: Literal(scalars(as: Int64.self), shape: shape)
    case .float16: Literal(scalars(as: Float16.self), shape: shape)
    case .bfloat16: Literal(scalars(as: BFloat16.self), shape: shape)
    case .float32: Literal(scalars(as: Float.self), shape: shape)
    case .float64: Literal(scalars(as: Double.self), shape: shape)
    }
  }

  /// A scalar as another type, if its number is kept or only rounded to floating point.
  func converted(to dtype: DType) -> Literal? {
    guard type.rank == 0, let number else { return nil }
    if dtype.isFloatingPoint { return Literal(number, dtype) }
    let range: ClosedRange<Double> =
      switch dtype {
      case .bool: 0...1
      case .uint8: 0...255
      case .int32, .int64: -2_147_483_648...2_147_483_647
      default: 0...4_294_967_295
      }
    guard range.contains(number), number.rounded() == number else { return nil }
    return Literal(number, dtype)
  }

  func applying(_ op: UnaryOperator) -> Literal? {
    switch type.dtype {
    case .float32: map(Float.self, floatingPointFunction(op))
    case .float64: map(Double.self, floatingPointFunction(op))
    case .bool: op == .not ? map(Bool.self) { !$0 } : nil
    case .int32: op == .negate ? map(Int32.self) { 0 &- $0 } : nil
    case .int64: op == .negate ? map(Int64.self) { 0 &- $0 } : nil
    case .uint8, .uint32, .float16, .bfloat16: nil
    }
  }

  func applying(_ op: BinaryOperator, _ other: Literal) -> Literal? {
    switch type.dtype {
    case .float32: zip(other, Float.self, floatingPointFunction(op))
    case .float64: zip(other, Double.self, floatingPointFunction(op))
    case .int32: zip(other, Int32.self, integerFunction(op))
    case .uint32: zip(other, UInt32.self, integerFunction(op))
    case .int64: zip(other, Int64.self, integerFunction(op))
    case .bool: zip(other, Bool.self, logicalFunction(op))
    // Engines may compute with more digits and round later.
    case .float16, .bfloat16: nil
    case .uint8: nil
    }
  }

  private func map<Scalar: TensorScalar>(_: Scalar.Type, _ function: ((Scalar) -> Scalar)?) -> Literal? {
    guard let function else { return nil }
    return Literal(scalars(as: Scalar.self).map(function), shape: type.shape)
  }

  private func zip<Scalar: TensorScalar>(
    _ other: Literal, _: Scalar.Type, _ function: ((Scalar, Scalar) -> Scalar)?
  ) -> Literal? {
    guard let function else { return nil }
    let pairs = Swift.zip(scalars(as: Scalar.self), other.scalars(as: Scalar.self))
    return Literal(pairs.map(function), shape: type.shape)
  }
}

private func floatingPointFunction<Scalar: FloatingPoint>(_ op: UnaryOperator) -> ((Scalar) -> Scalar)? {
  switch op {
  case .negate: { -$0 }
  case .abs: { abs($0) }
  case .sqrt: { $0.squareRoot() }
  default: nil
  }
}

private func floatingPointFunction<Scalar: FloatingPoint>(
  _ op: BinaryOperator
) -> ((Scalar, Scalar) -> Scalar)? {
  switch op {
  case .add: { $0 + $1 }
  case .subtract: { $0 - $1 }
  case .multiply: { $0 * $1 }
  case .divide: { $0 / $1 }
  default: nil
  }
}

private func integerFunction<Scalar: FixedWidthInteger>(
  _ op: BinaryOperator
) -> ((Scalar, Scalar) -> Scalar)? {
  switch op {
  case .add: { $0 &+ $1 }
  case .subtract: { $0 &- $1 }
  case .multiply: { $0 &* $1 }
  case .maximum: { max($0, $1) }
  case .minimum: { min($0, $1) }
  default: nil
  }
}

private func logicalFunction(_ op: BinaryOperator) -> ((Bool, Bool) -> Bool)? {
  switch op {
  case .and: { $0 && $1 }
  case .or: { $0 || $1 }
  default: nil
  }
}
