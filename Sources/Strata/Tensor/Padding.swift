import StrataGraph

/// How `Tensor.padded` fills new places by mirroring.
public enum PaddingMirror: Int, Sendable, Hashable {
  /// The element at the edge is not repeated: `c b | a b c | b a`.
  case reflect
  /// The element at the edge is repeated: `b a | a b c | c b`.
  case symmetric
}

extension Tensor {
  /// The tensor with `widths[i].0` new places before the elements of axis i and `widths[i].1` behind them, filled
  /// with one number.
  public func padded(
    _ widths: [(Int, Int)], with number: some ScalarOperand = 0, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor {
    checkPadding(widths, file: file, line: line)
    return .apply(
      .pad(low: widths.map(\.0), high: widths.map(\.1), interior: widths.map { _ in 0 }),
      [self, scalarOperand(number, dtype)], file: file, line: line)
  }

  /// The tensor with new places before and behind the elements of each axis, filled with a mirror image of them.
  ///
  /// Stops with a message if a width is larger than what there is to mirror.
  public func padded(
    _ widths: [(Int, Int)], mirror: PaddingMirror, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    checkPadding(widths, file: file, line: line)
    return .composite("mirrored", widths.flatMap { [$0.0, $0.1] } + [mirror.rawValue], of: [self]) {
      operands in
      var result = operands[0]
      for (axis, width) in widths.enumerated() where width != (0, 0) {
        let size = result.shape[axis]
        let skipped = mirror == .reflect ? 1 : 0
        require(
          Swift.max(width.0, width.1) + skipped <= size,
          "padded: \(width) mirrored places for axis \(axis) of a tensor of shape \(shape)", file: file,
          line: line)
        let before = result.sliced(axis: axis, skipped..<(skipped + width.0)).flipped(axis: axis)
        let behind = result.sliced(axis: axis, (size - skipped - width.1)..<(size - skipped)).flipped(
          axis: axis)
        result = .concatenate([before, result, behind], axis: axis)
      }
      return result
    }
  }

  private func checkPadding(_ widths: [(Int, Int)], file: StaticString, line: UInt) {
    require(
      widths.count == rank && widths.allSatisfy { $0.0 >= 0 && $0.1 >= 0 },
      "padded: widths \(widths) for a tensor of shape \(shape)", file: file, line: line)
  }
}
