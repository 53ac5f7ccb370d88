import StrataGraph

/// Positions of extremes, sorting. Negative axes count from the end.
extension Tensor {
  private func argReduced(
    _ which: ArgumentReduction, _ name: String, _ axis: Int?, _ keepDims: Bool, _ file: StaticString,
    _ line: UInt
  ) -> Tensor {
    guard let axis else {
      let result = flattened().argReduced(which, name, 0, false, file, line)
      return keepDims ? result.reshaped(shape.map { _ in 1 }) : result
    }
    let position = position(ofAxis: axis, in: name, file: file, line: line)
    let x = dtype == .bool ? inNumbers() : self
    let result = Tensor.apply(.argReduce(which, axis: position), [x], file: file, line: line)
    return keepDims ? result.expandedDims(axis: position) : result
  }

  /// The position of the largest element along an axis, or in row-major order if no axis is given, as `int32`.
  /// The first of equal ones; the first NaN if there is one.
  public func argmax(
    axis: Int? = nil, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    argReduced(.maximum, "argmax", axis, keepDims, file, line)
  }

  /// The position of the smallest element along an axis, or in row-major order if no axis is given, as `int32`.
  /// The first of equal ones; the first NaN if there is one.
  public func argmin(
    axis: Int? = nil, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    argReduced(.minimum, "argmin", axis, keepDims, file, line)
  }

  private func sortedWithPositions(
    _ axis: Int, _ descending: Bool, _ name: String, _ file: StaticString, _ line: UInt
  ) -> [Tensor] {
    let position = position(ofAxis: axis, in: name, file: file, line: line)
    return Tensor.applyAll(.sort(axis: position, descending: descending), [self], file: file, line: line)
  }

  /// The elements in order along an axis; NaN last.
  public func sorted(
    axis: Int = -1, descending: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    sortedWithPositions(axis, descending, "sorted", file, line)[0]
  }

  /// The positions, as `int32`, that put the elements in order along an axis; equal elements keep their order.
  public func argsort(
    axis: Int = -1, descending: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    sortedWithPositions(axis, descending, "argsort", file, line)[1]
  }

  /// The `k` largest elements along the last axis, largest first, and their positions as `int32`.
  ///
  /// Of equal elements, the first ones come first. Stops with a message if the axis has fewer than `k`.
  public func topK(
    _ k: Int, file: StaticString = #fileID, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    require(
      rank > 0 && 0 <= k && k <= shape[rank - 1], "topK: \(k) of a tensor of shape \(shape)", file: file,
      line: line)
    let results = sortedWithPositions(-1, true, "topK", file, line)
      .map { $0.sliced(axis: rank - 1, 0..<k) }
    return (results[0], results[1])
  }
}
