import StrataGraph

// Functions of the elements of several tensors, with broadcasting, and free spellings of the methods that read
// better as functions.

/// The larger of each two elements; NaN if either is NaN.
public func maximum(_ left: Tensor, _ right: Tensor, file: StaticString = #fileID, line: UInt = #line)
  -> Tensor
{
  .arithmetic(.maximum, left, right, file: file, line: line)
}

/// The larger of each two elements; NaN if either is NaN.
public func maximum(_ left: Tensor, _ right: some ScalarOperand) -> Tensor {
  maximum(left, left.scalarOperand(right))
}

/// The larger of each two elements; NaN if either is NaN.
public func maximum(_ left: some ScalarOperand, _ right: Tensor) -> Tensor {
  maximum(right.scalarOperand(left), right)
}

/// The smaller of each two elements; NaN if either is NaN.
public func minimum(_ left: Tensor, _ right: Tensor, file: StaticString = #fileID, line: UInt = #line)
  -> Tensor
{
  .arithmetic(.minimum, left, right, file: file, line: line)
}

/// The smaller of each two elements; NaN if either is NaN.
public func minimum(_ left: Tensor, _ right: some ScalarOperand) -> Tensor {
  minimum(left, left.scalarOperand(right))
}

/// The smaller of each two elements; NaN if either is NaN.
public func minimum(_ left: some ScalarOperand, _ right: Tensor) -> Tensor {
  minimum(right.scalarOperand(left), right)
}

/// Each element of `base` to the power of that of `exponent`.
public func pow(_ base: Tensor, _ exponent: Tensor, file: StaticString = #fileID, line: UInt = #line)
  -> Tensor
{
  .arithmetic(.power, base, exponent, file: file, line: line)
}

/// Each element to the power of a number.
public func pow(_ base: Tensor, _ exponent: some ScalarOperand) -> Tensor {
  pow(base, base.scalarOperand(exponent))
}

/// A number to the power of each element.
public func pow(_ base: some ScalarOperand, _ exponent: Tensor) -> Tensor {
  pow(exponent.scalarOperand(base), exponent)
}

/// The angle of the point (x, y) with the x axis, from −π to π.
public func atan2(_ y: Tensor, _ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .promotedElementwise(.binary(.atan2), y.inFloatingPoint(), x.inFloatingPoint(), file: file, line: line)
}

/// The elements of `onTrue` where the condition holds, those of `onFalse` elsewhere.
public func select(
  _ condition: Tensor, _ onTrue: Tensor, _ onFalse: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let dtype = promoted(onTrue.dtype, onFalse.dtype)
  return .elementwise(
    .select, [condition.converted(to: .bool), onTrue.converted(to: dtype), onFalse.converted(to: dtype)],
    file: file, line: line)
}

/// The elements of `onTrue` where the condition holds, a number elsewhere.
public func select(_ condition: Tensor, _ onTrue: Tensor, _ onFalse: some ScalarOperand) -> Tensor {
  select(condition, onTrue, onTrue.scalarOperand(onFalse))
}

/// A number where the condition holds, the elements of `onFalse` elsewhere.
public func select(_ condition: Tensor, _ onTrue: some ScalarOperand, _ onFalse: Tensor) -> Tensor {
  select(condition, onFalse.scalarOperand(onTrue), onFalse)
}

extension Tensor {
  /// The elements, with those below `lower` raised to it and those above `upper` lowered to it.
  ///
  /// The gradient is 0 where an element was changed.
  public func clipped(min lower: some ScalarOperand, max upper: some ScalarOperand) -> Tensor {
    let dtype = promoted(
      Swift.type(of: lower).resultType(with: dtype), Swift.type(of: upper).resultType(with: dtype))
    let x = converted(to: dtype)
    return .elementwise(.clamp, [x.scalarOperand(lower, dtype), x, x.scalarOperand(upper, dtype)])
  }

  /// The elements, with those below `lower` raised to it and those above `upper` lowered to it.
  public func clipped(
    min lower: Tensor, max upper: Tensor, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    minimum(maximum(self, lower, file: file, line: line), upper, file: file, line: line)
  }
}

/// e to the power of each element.
public func exp(_ x: Tensor) -> Tensor { x.exp() }

/// The natural logarithm of each element.
public func log(_ x: Tensor) -> Tensor { x.log() }

/// The square root of each element.
public func sqrt(_ x: Tensor) -> Tensor { x.sqrt() }

/// The absolute value of each element.
public func abs(_ x: Tensor) -> Tensor { x.abs() }

/// The sine of each element.
public func sin(_ x: Tensor) -> Tensor { x.sin() }

/// The cosine of each element.
public func cos(_ x: Tensor) -> Tensor { x.cos() }

/// The hyperbolic tangent of each element.
public func tanh(_ x: Tensor) -> Tensor { x.tanh() }

/// The logistic function of each element.
public func sigmoid(_ x: Tensor) -> Tensor { x.sigmoid() }
