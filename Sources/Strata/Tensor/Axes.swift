extension Tensor {
  /// The position of an axis that may count from the end.
  ///
  /// Stops with a message if there is no such axis. `extra` is 1 where a new axis may also go behind the last one.
  func position(
    ofAxis axis: Int, extra: Int = 0, in operation: String, file: StaticString, line: UInt
  ) -> Int {
    let rank = self.rank + extra
    require(
      -rank <= axis && axis < rank,
      "\(operation): axis \(axis) does not exist in a tensor of shape \(shape)", file: file, line: line)
    return axis < 0 ? axis + rank : axis
  }

  /// The positions of axes that may count from the end, ascending; all axes for nil.
  func positions(
    ofAxes axes: [Int]?, in operation: String, file: StaticString, line: UInt
  ) -> [Int] {
    guard let axes else { return Array(shape.indices) }
    let positions = axes.map { position(ofAxis: $0, in: operation, file: file, line: line) }.sorted()
    require(
      Set(positions).count == positions.count,
      "\(operation): the axes \(axes) name one axis twice", file: file, line: line)
    return positions
  }
}
