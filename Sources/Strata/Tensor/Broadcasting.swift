import StrataGraph

/// The shape of an elementwise operation on tensors of two shapes, by NumPy's rule: shapes are aligned at their
/// last axes, and an axis of size 1, or one that is missing, is repeated to the size of the other's.
///
/// Gives nil if two sizes differ and neither is 1.
public func broadcastShape(_ left: [Int], _ right: [Int]) -> [Int]? {
  var shape = left.count >= right.count ? left : right
  for offset in 1...max(1, min(left.count, right.count)) where offset <= min(left.count, right.count) {
    let (a, b) = (left[left.count - offset], right[right.count - offset])
    guard a == b || a == 1 || b == 1 else { return nil }
    shape[shape.count - offset] = a == 1 ? b : a
  }
  return shape
}

extension Tensor {
  /// The tensor repeated along axes of size 1 and new leading axes, so that it has the given shape.
  ///
  /// Stops with a message if the shape does not allow it.
  public func broadcast(to shape: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    if shape == self.shape { return self }
    require(
      broadcastShape(self.shape, shape) == shape,
      "broadcast: a tensor of shape \(self.shape) does not fit \(shape)", file: file, line: line)
    let axes = Array((shape.count - rank)..<shape.count)
    return .apply(.broadcast(shape: shape, axes: axes), [self], file: file, line: line)
  }

  /// Applies an elementwise operation to operands of shapes that fit, after conversion to `dtype` if it is given.
  ///
  /// The operation and the operands' types must determine `dtype`.
  static func elementwise(
    _ operation: Operation, _ operands: [Tensor], in dtype: DType? = nil, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor {
    var shape = operands[0].shape
    for operand in operands.dropFirst() where operand.shape != shape {
      guard let common = broadcastShape(shape, operand.shape) else {
        let shapes = operands.map { "\($0.shape)" }.joined(separator: " and ")
        stop("\(operation.name): the shapes \(shapes) do not fit", file: file, line: line)
      }
      shape = common
    }
    let fits = operands.allSatisfy { $0.shape == shape && $0.dtype == dtype ?? $0.dtype }
    if fits { return apply(operation, operands, file: file, line: line) }
    return composite(.elementwise(operation), operands) { operands in
      let aligned = operands.map { $0.converted(to: dtype ?? $0.dtype).broadcast(to: shape) }
      return [.apply(operation, aligned, file: file, line: line)]
    }[0]
  }

  /// Applies an elementwise operation to two operands of any element types and shapes that fit.
  static func promotedElementwise(
    _ operation: Operation, _ left: Tensor, _ right: Tensor, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    elementwise(operation, [left, right], in: promoted(left.dtype, right.dtype), file: file, line: line)
  }

  /// Calculates with two operands of any element types and shapes that fit; `bool` counts as `int32`.
  static func arithmetic(
    _ op: BinaryOperator, _ left: Tensor, _ right: Tensor, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let dtype = promoted(left.dtype, right.dtype).asNumber
    return elementwise(.binary(op), [left, right], in: dtype, file: file, line: line)
  }
}
