import StrataGraph

// Products that sum over axes. Element types are promoted; `bool` counts as `int32`.

/// The matrix product, by NumPy's rules.
///
/// `[…, m, k]` and `[…, k, n]` give `[…, m, n]`; the leading axes are broadcast. A vector on the left is a row and
/// one on the right a column, and that axis is gone from the result. Stops with a message if the shapes do not fit.
public func matmul(
  _ left: Tensor, _ right: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  func fail() -> Never {
    stop(
      "matmul: the shapes \(left.shape) and \(right.shape) do not fit", file: file, line: line)
  }
  guard left.rank > 0, right.rank > 0 else { fail() }
  let (rowsOf, columnsOf) = (Swift.max(left.rank - 2, 0), Swift.max(right.rank - 2, 0))
  let (leftBatch, rightBatch) = (Array(left.shape[..<rowsOf]), Array(right.shape[..<columnsOf]))
  guard let batch = broadcastShape(leftBatch, rightBatch), left.shape[left.rank - 1] == right.shape[columnsOf]
  else { fail() }
  // A right operand without batch axes needs no batch: the left one's are further rows.
  if rightBatch.isEmpty {
    return dot(left, right, DotAxes(leftContracting: [left.rank - 1], rightContracting: [0]))
  }
  return .composite("matmul", of: [left, right]) { operands in
    let left = operands[0].broadcast(to: batch + left.shape[rowsOf...])
    let right = operands[1].broadcast(to: batch + right.shape[columnsOf...])
    let axes = Array(batch.indices)
    return dot(
      left, right,
      DotAxes(
        leftContracting: [left.rank - 1], rightContracting: [batch.count], leftBatch: axes, rightBatch: axes))
  }
}

/// NumPy's `dot`: sums over the last axis of `left` and the last but one of `right`, or the only one. The result
/// has the other axes of `left`, then those of `right`. A scalar multiplies.
public func dot(
  _ left: Tensor, _ right: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  if left.rank == 0 || right.rank == 0 { return left * right }
  let axes = ([left.rank - 1], [Swift.max(right.rank - 2, 0)])
  return tensordot(left, right, axes: axes, file: file, line: line)
}

/// The sum of products over pairs of axes. The result has the other axes of `left`, then those of `right`.
public func tensordot(
  _ left: Tensor, _ right: Tensor, axes: ([Int], [Int]), file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let (leftAxes, rightAxes) = (
    axes.0.map { left.position(ofAxis: $0, in: "tensordot", file: file, line: line) },
    axes.1.map { right.position(ofAxis: $0, in: "tensordot", file: file, line: line) }
  )
  require(
    leftAxes.map { left.shape[$0] } == rightAxes.map { right.shape[$0] },
    "dot: the axes \(axes.0) and \(axes.1) of tensors of shapes \(left.shape) and \(right.shape) differ in size",
    file: file, line: line)
  return dot(
    left, right, DotAxes(leftContracting: leftAxes, rightContracting: rightAxes), file: file, line: line)
}

/// The sum of products over the last `axes` axes of `left` and the first ones of `right`.
public func tensordot(
  _ left: Tensor, _ right: Tensor, axes: Int = 2, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  tensordot(
    left, right, axes: (Array((left.rank - axes)..<left.rank), Array(0..<axes)), file: file, line: line)
}

/// The products of each element of `left` with each of `right`: `[m, n]` for `m` and `n` elements.
public func outer(_ left: Tensor, _ right: Tensor) -> Tensor {
  left.reshaped([left.count, 1]) * right.reshaped([1, right.count])
}

/// The general product of two tensors that `axes` describes, after promotion of the element types.
func dot(
  _ left: Tensor, _ right: Tensor, _ axes: DotAxes, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let dtype = promoted(left.dtype, right.dtype).asNumber
  return .apply(
    .dot(axes), [left.converted(to: dtype), right.converted(to: dtype)], file: file, line: line)
}
