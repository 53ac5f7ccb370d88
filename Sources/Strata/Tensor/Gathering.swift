import StrataGraph

/// Elements chosen by tensors of positions. Negative axes count from the end; so do negative positions. Positions
/// beyond the axis are moved to its nearest end, because a running program cannot stop on them.
extension Tensor {
  /// The slices along an axis at the given positions: the axis is replaced by the axes of `indices`.
  public func take(
    _ indices: Tensor, axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let position = position(ofAxis: axis, in: "take", file: file, line: line)
    return .composite("take", [position], of: [self, indices.converted(to: .int32)]) { operands in
      let places = operands[1].countedFromEnd(size: operands[0].shape[position])
      return .apply(.gather(axis: position), [operands[0], places], file: file, line: line)
    }
  }

  /// For each position in `indices`, the element at that position of the axis and at the same place of the other
  /// axes. `indices` has as many axes; sizes of the other axes agree or are 1.
  public func takeAlongAxis(
    _ indices: Tensor, axis: Int, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let position = position(ofAxis: axis, in: "takeAlongAxis", file: file, line: line)
    require(
      indices.rank == rank, "takeAlongAxis: indices of shape \(indices.shape) for a tensor of shape \(shape)",
      file: file, line: line)
    var (common, own) = (indices.shape, shape)
    (common[position], own[position]) = (1, 1)
    guard var shared = broadcastShape(common, own) else {
      stop(
        "takeAlongAxis: indices of shape \(indices.shape) do not fit a tensor of shape \(shape)", file: file,
        line: line)
    }
    return .composite("takeAlongAxis", [position], of: [self, indices.converted(to: .int32)]) { operands in
      let size = operands[0].shape[position]
      shared[position] = size
      let elements = operands[0].broadcast(to: shared)
      shared[position] = operands[1].shape[position]
      let places = operands[1].countedFromEnd(size: size).broadcast(to: shared)
      // A gather from all elements in row-major order, at the row-major positions of those wanted.
      let strides = rowMajorStrides(elements.shape)
      var offsets = places * strides[position]
      for other in shared.indices where other != position && shared[other] > 1 {
        offsets = offsets + Tensor.source(.iota(TensorType(.int32, shared), axis: other)) * strides[other]
      }
      return .apply(.gather(axis: 0), [elements.flattened(), offsets])
    }
  }

  private func countedFromEnd(size: Int) -> Tensor { select(self .< 0, self + size, self) }
}
