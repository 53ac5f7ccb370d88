/// Two tensors of which one may lack a last axis of size 1 that the other has: Keras's
/// `squeeze_or_expand_to_same_rank`.
///
/// A vector beside a matrix of one column gets an axis; otherwise the additional axis is taken away. Tensors whose
/// ranks differ in another way are returned as they are.
/// - Parameter expandsVectors: whether the vector gets an axis, rather than the matrix losing one.
func alignedRanks(_ left: Tensor, _ right: Tensor, expandsVectors: Bool = true) -> (Tensor, Tensor) {
  if left.rank == right.rank + 1, left.shape.last == 1 {
    return right.rank == 1 && expandsVectors
      ? (left, right.expandedDims(axis: -1)) : (left.squeezed(axis: -1), right)
  }
  if right.rank == left.rank + 1, right.shape.last == 1 {
    return left.rank == 1 && expandsVectors
      ? (left.expandedDims(axis: -1), right) : (left, right.squeezed(axis: -1))
  }
  return (left, right)
}
