import StrataGraph

/// Tensors put together, taken apart, and repeated. Negative axes count from the end.
extension Tensor {
  /// The tensors one after the other along an axis. Their other sizes must agree; element types are promoted.
  public static func concatenate(
    _ tensors: [Tensor], axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    require(!tensors.isEmpty, "concatenate: no tensors", file: file, line: line)
    let position = tensors[0].position(ofAxis: axis, in: "concatenate", file: file, line: line)
    if tensors.count == 1 { return tensors[0] }
    let dtype = tensors.dropFirst().reduce(tensors[0].dtype) { promoted($0, $1.dtype) }
    return .apply(
      .concatenate(axis: position), tensors.map { $0.converted(to: dtype) }, file: file, line: line)
  }

  /// Tensors of one shape along a new axis at the given place of the result.
  public static func stack(
    _ tensors: [Tensor], axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    require(!tensors.isEmpty, "stack: no tensors", file: file, line: line)
    let position = tensors[0].position(ofAxis: axis, extra: 1, in: "stack", file: file, line: line)
    return concatenate(
      tensors.map { $0.expandedDims(axis: position, file: file, line: line) }, axis: position, file: file,
      line: line)
  }

  /// The part of the tensor with the given positions along one axis.
  func sliced(axis: Int, _ range: Range<Int>) -> Tensor {
    if range == 0..<shape[axis] { return self }
    var (start, limit) = (shape.map { _ in 0 }, shape)
    (start[axis], limit[axis]) = (range.lowerBound, range.upperBound)
    return .apply(.slice(start: start, limit: limit, strides: shape.map { _ in 1 }), [self])
  }

  /// Parts of the given sizes along an axis, which add up to the axis's size.
  public func split(
    sizes: [Int], axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
  ) -> [Tensor] {
    let position = position(ofAxis: axis, in: "split", file: file, line: line)
    require(
      sizes.reduce(0, +) == shape[position] && sizes.allSatisfy { $0 >= 0 },
      "split: \(sizes) do not add up to axis \(axis) of a tensor of shape \(shape)", file: file, line: line)
    var start = 0
    return sizes.map { size in
      defer { start += size }
      return sliced(axis: position, start..<(start + size))
    }
  }

  /// `parts` parts of one size along an axis. Stops with a message if the axis's size is not a multiple of it.
  public func split(
    _ parts: Int, axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
  ) -> [Tensor] {
    let position = position(ofAxis: axis, in: "split", file: file, line: line)
    require(
      parts > 0 && shape[position] % parts == 0,
      "split: axis \(axis) of a tensor of shape \(shape) has no \(parts) equal parts", file: file, line: line)
    return split(
      sizes: [Int](repeating: shape[position] / parts, count: parts), axis: position, file: file, line: line)
  }

  /// The slices along an axis, each without that axis.
  public func unstacked(axis: Int = 0, file: StaticString = #fileID, line: UInt = #line) -> [Tensor] {
    let position = position(ofAxis: axis, in: "unstacked", file: file, line: line)
    return (0..<shape[position]).map { sliced(axis: position, $0..<($0 + 1)).squeezed(axis: position) }
  }

  /// The whole tensor repeated: `repetitions[i]` times along axis i. The shorter of shape and repetitions gets
  /// ones in front.
  public func tiled(_ repetitions: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    require(
      repetitions.allSatisfy { $0 >= 0 }, "tiled: negative repetitions \(repetitions)", file: file, line: line
    )
    let rank = Swift.max(self.rank, repetitions.count)
    let sizes = [Int](repeating: 1, count: rank - self.rank) + shape
    let counts = [Int](repeating: 1, count: rank - repetitions.count) + repetitions
    if counts.allSatisfy({ $0 == 1 }) { return reshaped(sizes) }
    return .composite("tiled", counts, of: [self]) { operands in
      let interleaved = zip(counts, sizes).flatMap { [$0, $1] }
      return operands[0].reshaped(sizes.flatMap { [1, $0] })
        .broadcast(to: interleaved)
        .reshaped(zip(counts, sizes).map { $0 * $1 })
    }
  }

  /// Each element `count` times in a row along an axis.
  public func repeated(
    _ count: Int, axis: Int, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let position = position(ofAxis: axis, in: "repeated", file: file, line: line)
    require(count >= 0, "repeated: \(count) times", file: file, line: line)
    return .composite("repeated", [count, position], of: [self]) { operands in
      var (spread, result) = (operands[0].shape, operands[0].shape)
      spread.insert(count, at: position + 1)
      result[position] *= count
      return operands[0].expandedDims(axis: position + 1).broadcast(to: spread).reshaped(result)
    }
  }
}
