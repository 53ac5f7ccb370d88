import StrataGraph

extension Layer {
  /// Throws `StrataError.invalidArgument` unless the condition holds.
  func require(
    _ condition: Bool, _ argument: String, expected: String, found: @autoclosure () -> Any
  ) throws {
    guard condition else {
      throw StrataError.invalidArgument(
        owner: name, argument: argument, expected: expected, found: "\(found())")
    }
  }

  /// Throws unless a list has one number, at least 1 and within 32 bits, for each of `count` axes.
  func requireSizes(_ sizes: [Int], _ argument: String, count: Int) throws {
    try require(
      sizes.count == count && sizes.allSatisfy { 1...Int(Int32.max) ~= $0 }, argument,
      expected: count == 1 ? "a positive integer" : "a positive integer or \(count) of them", found: sizes)
  }

  /// Throws unless a weight can have the given shape.
  func requireWeightShape(_ shape: [Int], _ weightName: String) throws {
    let byteCount = shape.reduce(DType.float32.byteCount) { product, size in
      let (value, overflow) = product.multipliedReportingOverflow(by: size)
      return overflow || size <= 0 ? 0 : value
    }
    try require(
      byteCount > 0, "the shape of \(weightName)", expected: "positive and fit for the memory", found: shape)
  }

  /// The position of an axis of the input that may count from the end.
  func position(ofAxis axis: Int, in inputShape: PartialShape) throws -> Int {
    let position = axis < 0 ? axis + inputShape.count : axis
    try require(
      inputShape.indices.contains(position), "axis",
      expected: "an axis of the input \(inputShape.kerasDescription)",
      found: axis)
    return position
  }

  /// The size of an axis of the input, which must be known when the layer creates its weights.
  func knownSize(ofAxis axis: Int, in inputShape: PartialShape) throws -> Int {
    guard let size = inputShape[try position(ofAxis: axis, in: inputShape)] else {
      throw StrataError.incompatibleInput(
        layer: name, expected: "an input whose axis \(axis) has a known size",
        found: "an input of shape \(inputShape.kerasDescription)")
    }
    return size
  }

  /// The sizes that some axes of the input had when the layer was built; empty before.
  func builtSizes(ofAxes axes: [Int]) -> [Int: Int] {
    guard let inputShape else { return [:] }
    var sizes: [Int: Int] = [:]
    for axis in axes { sizes[axis] = inputShape[axis < 0 ? axis + inputShape.count : axis] }
    return sizes
  }
}
