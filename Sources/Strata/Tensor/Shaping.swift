import StrataGraph

/// Other arrangements of the same elements. Negative axes count from the end.
extension Tensor {
  /// The elements in row-major order with another shape, of which one size may be −1: it follows from the others.
  ///
  /// Stops with a message if the shape has not as many elements.
  public func reshaped(_ shape: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    var shape = shape
    if let unknown = shape.firstIndex(of: -1) {
      let others = shape.indices.filter { $0 != unknown }.reduce(1) { $0 * shape[$1] }
      require(
        others > 0 && count % others == 0,
        "reshaped: \(count) elements of a tensor of shape \(self.shape) do not fill \(shape)", file: file,
        line: line)
      shape[unknown] = count / others
    }
    return shape == self.shape ? self : .apply(.reshape(shape), [self], file: file, line: line)
  }

  /// The elements in row-major order with another shape, of which one size may be −1.
  public func reshaped(_ sizes: Int..., file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    reshaped(sizes, file: file, line: line)
  }

  /// All elements in row-major order as a vector.
  public func flattened() -> Tensor { reshaped([count]) }

  /// The tensor with its axes in another order: axis i of the result is axis `permutation[i]`. Without a
  /// permutation, the axes in reverse order.
  public func transposed(
    _ permutation: [Int]? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let order =
      permutation?.map { position(ofAxis: $0, in: "transposed", file: file, line: line) }
      ?? shape.indices.reversed()
    if order == Array(shape.indices) { return self }
    return .apply(.transpose(permutation: order), [self], file: file, line: line)
  }

  /// The tensor with its axes in another order: axis i of the result is axis `permutation[i]`.
  public func transposed(_ permutation: Int..., file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    transposed(permutation, file: file, line: line)
  }

  /// The tensor with two axes exchanged.
  public func swappingAxes(
    _ first: Int, _ second: Int, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    var order = Array(shape.indices)
    order.swapAt(
      position(ofAxis: first, in: "swappingAxes", file: file, line: line),
      position(ofAxis: second, in: "swappingAxes", file: file, line: line))
    return transposed(order, file: file, line: line)
  }

  /// The tensor with one axis moved to another place; the others keep their order.
  public func movingAxis(
    _ axis: Int, to destination: Int, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let source = position(ofAxis: axis, in: "movingAxis", file: file, line: line)
    var order = shape.indices.filter { $0 != source }
    order.insert(source, at: position(ofAxis: destination, in: "movingAxis", file: file, line: line))
    return transposed(order, file: file, line: line)
  }

  /// The tensor with a new axis of size 1 at the given place of the result.
  public func expandedDims(axis: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    var shape = self.shape
    shape.insert(1, at: position(ofAxis: axis, extra: 1, in: "expandedDims", file: file, line: line))
    return reshaped(shape, file: file, line: line)
  }

  /// The tensor without the given axis, or without all axes, of size 1.
  ///
  /// Stops with a message if the axis has another size.
  public func squeezed(axis: Int? = nil, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    guard let axis else { return reshaped(shape.filter { $0 != 1 }, file: file, line: line) }
    let position = position(ofAxis: axis, in: "squeezed", file: file, line: line)
    require(
      shape[position] == 1, "squeezed: axis \(axis) of a tensor of shape \(shape) is not of size 1",
      file: file,
      line: line)
    var rest = shape
    rest.remove(at: position)
    return reshaped(rest, file: file, line: line)
  }

  /// The tensor with the order of the elements reversed along the given axes, or along all.
  public func flipped(axes: [Int]? = nil, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    let axes = positions(ofAxes: axes, in: "flipped", file: file, line: line)
    return axes.isEmpty ? self : .apply(.reverse(axes: axes), [self], file: file, line: line)
  }

  /// The tensor with the order of the elements reversed along one axis.
  public func flipped(axis: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    flipped(axes: [axis], file: file, line: line)
  }

  /// The tensor with elements moved by `shift` places along an axis; what leaves at the end comes in at the start.
  public func rolled(
    by shift: Int, axis: Int, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let position = position(ofAxis: axis, in: "rolled", file: file, line: line)
    let size = shape[position]
    guard size > 0, shift % size != 0 else { return self }
    let cut = ((-shift % size) + size) % size
    return .composite("rolled", [position, cut], of: [self]) { operands in
      let x = operands[0]
      return .concatenate(
        [x.sliced(axis: position, cut..<size), x.sliced(axis: position, 0..<cut)], axis: position)
    }
  }
}
