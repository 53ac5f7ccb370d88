extension Tensor {
  /// Along an axis, the sum of each element and all before it.
  public func cumulativeSum(axis: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    cumulated("cumulativeSum", axis, neutral: 0, file, line) { $0 + $1 }
  }

  /// Along an axis, the product of each element and all before it.
  public func cumulativeProduct(axis: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    cumulated("cumulativeProduct", axis, neutral: 1, file, line) { $0 * $1 }
  }

  /// Combines each element with those 1, 2, 4, … places before it, so that after log₂(size) rounds it has met all.
  private func cumulated(
    _ name: String, _ axis: Int, neutral: Int, _ file: StaticString, _ line: UInt,
    _ combine: (Tensor, Tensor) -> Tensor
  ) -> Tensor {
    let position = position(ofAxis: axis, in: name, file: file, line: line)
    return .composite(name, [position], of: [inNumbers()]) { operands in
      var result = operands[0]
      let size = result.shape[position]
      var widths = result.shape.map { _ in (0, 0) }
      var distance = 1
      while distance < size {
        widths[position] = (distance, 0)
        let earlier = result.sliced(axis: position, 0..<(size - distance)).padded(widths, with: neutral)
        result = combine(result, earlier)
        distance *= 2
      }
      return result
    }
  }
}
