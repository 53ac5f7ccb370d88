extension Operation {
  /// The name in error messages and printed graphs.
  public var name: String {
    switch self {
    case .unary(let op): "\(op)"
    case .binary(let op): "\(op)"
    case .compare(let comparison): "\(comparison)"
    case .reduce(let reduction, _): "reduce \(reduction)"
    case .reduceWindow(let reduction, _): "reduceWindow \(reduction)"
    case .scan: "scan"
    default: String("\(self)".prefix { $0 != "(" })
    }
  }

  /// The types of the results for operands of the given types.
  /// - Throws: `ShapeError` if the operation cannot take them.
  public func resultTypes(_ operands: [TensorType]) throws(ShapeError) -> [TensorType] {
    let inference = Inference(operation: self, operands: operands)
    switch self {
    case .input(_, let type), .iota(let type, _):
      return [type]
    case .constant(let literal):
      return [literal.type]
    case .randomBits(let shape):
      try inference.expect(1)
      try inference.require(operands[0] == TensorType(.uint32, [2]), "the key must be uint32[2]")
      return [TensorType(.uint32, shape)]
    case .convert(let dtype):
      try inference.expect(1)
      return [operands[0].with(dtype)]
    case .bitcast(let dtype):
      try inference.expect(1)
      try inference.require(
        operands[0].dtype.byteCount == dtype.byteCount, "\(dtype) has another size than \(operands[0].dtype)")
      return [operands[0].with(dtype)]
    case .unary(let op): return [try inference.unary(op)]
    case .binary(let op): return [try inference.binary(op)]
    case .compare:
      try inference.expectSame(2)
      return [operands[0].with(.bool)]
    case .select:
      try inference.expect(3)
      try inference.require(operands[1] == operands[2], "both branches must have one type")
      try inference.require(
        operands[0] == operands[1].with(.bool), "the condition must be bool and shaped as the branches")
      return [operands[1]]
    case .clamp:
      try inference.expectSame(3)
      return [operands[1]]
    case .broadcast(let shape, let axes): return [try inference.broadcast(shape, axes)]
    case .reshape(let shape):
      try inference.expect(1)
      try inference.require(
        operands[0].count == shape.reduce(1, *) && shape.allSatisfy { $0 >= 0 },
        "\(operands[0].count) elements do not fill \(shape)")
      return [operands[0].with(shape)]
    case .transpose(let permutation):
      try inference.expect(1)
      try inference.require(
        permutation.sorted() == Array(0..<operands[0].rank), "\(permutation) is no permutation of the axes")
      return [operands[0].with(permutation.map { operands[0].shape[$0] })]
    case .reverse(let axes):
      try inference.expect(1)
      try inference.requireAxes(axes, of: operands[0])
      return [operands[0]]
    case .slice(let start, let limit, let strides): return [try inference.slice(start, limit, strides)]
    case .dynamicSlice(let sizes): return [try inference.dynamicSlice(sizes)]
    case .dynamicUpdateSlice: return [try inference.dynamicUpdateSlice()]
    case .pad(let low, let high, let interior): return [try inference.pad(low, high, interior)]
    case .concatenate(let axis): return [try inference.concatenate(axis)]
    case .gather(let axis):
      try inference.expect(2)
      return [try inference.gather(axis)]
    case .scatter(let axis, _):
      try inference.expect(3)
      let updates = try inference.gather(axis)
      try inference.require(operands[2] == updates, "the updates must be \(updates)")
      return [operands[0]]
    case .dot(let axes): return [try inference.dot(axes)]
    case .convolution(let geometry): return [try inference.convolution(geometry)]
    case .convolutionInputGradient(let geometry, let inputShape):
      return [try inference.convolutionInputGradient(geometry, inputShape)]
    case .convolutionKernelGradient(let geometry, let kernelShape):
      return [try inference.convolutionKernelGradient(geometry, kernelShape)]
    case .reduce(let reduction, let axes):
      try inference.expect(1)
      try inference.requireAxes(axes, of: operands[0])
      try inference.requireReducible(reduction)
      return [
        operands[0].with(
          operands[0].shape.indices.filter { !axes.contains($0) }.map { operands[0].shape[$0] })
      ]
    case .argReduce(_, let axis):
      try inference.expect(1)
      try inference.requireAxes([axis], of: operands[0])
      try inference.require(operands[0].shape[axis] > 0, "axis \(axis) has no elements")
      var shape = operands[0].shape
      shape.remove(at: axis)
      return [TensorType(.int32, shape)]
    case .reduceWindow(let reduction, let window):
      try inference.expect(1)
      try inference.requireReducible(reduction)
      return [try inference.window(window)]
    case .selectAndScatter(let window):
      try inference.expect(2)
      let source = try inference.window(window)
      try inference.require(operands[1] == source, "the source must be \(source)")
      return [operands[0]]
    case .sort(let axis, _):
      try inference.expect(1)
      try inference.requireAxes([axis], of: operands[0])
      return [operands[0], operands[0].with(.int32)]
    case .scan(let scan): return try inference.scan(scan)
    }
  }
}

/// The checks that shape inference is made of.
struct Inference {
  let operation: Operation
  let operands: [TensorType]

  func fail(_ reason: String) -> ShapeError {
    ShapeError(operation: operation.name, operands: operands, reason: reason)
  }

  func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(ShapeError) {
    if !condition { throw fail(reason()) }
  }

  func expect(_ count: Int) throws(ShapeError) {
    try require(operands.count == count, "takes \(count) operands, not \(operands.count)")
  }

  func expectSame(_ count: Int) throws(ShapeError) {
    try expect(count)
    try require(operands.allSatisfy { $0 == operands[0] }, "the operands must have one type")
  }

  func requireAxes(_ axes: [Int], of type: TensorType) throws(ShapeError) {
    try require(Set(axes).count == axes.count, "\(axes) names an axis twice")
    try require(
      axes.allSatisfy { 0 <= $0 && $0 < type.rank }, "\(axes) are no axes of a tensor with \(type.rank) axes")
  }

  func requireReducible(_ reduction: Reduction) throws(ShapeError) {
    let logical = reduction == .and || reduction == .or
    try require(
      (operands[0].dtype == .bool) == logical,
      logical ? "needs bool" : "needs numbers; convert the bool first")
  }

  // MARK: Elementwise

  func unary(_ op: UnaryOperator) throws(ShapeError) -> TensorType {
    try expect(1)
    let dtype = operands[0].dtype
    switch op {
    case .negate, .abs, .sign:
      try require(dtype != .bool, "needs numbers")
    case .not:
      try require(!dtype.isFloatingPoint, "needs bool or integers")
    case .isFinite:
      try require(dtype.isFloatingPoint, "needs floating point")
      return operands[0].with(.bool)
    default:
      try require(dtype.isFloatingPoint, "needs floating point")
    }
    return operands[0]
  }

  func binary(_ op: BinaryOperator) throws(ShapeError) -> TensorType {
    try expectSame(2)
    let dtype = operands[0].dtype
    switch op {
    case .atan2: try require(dtype.isFloatingPoint, "needs floating point")
    case .and, .or, .xor: try require(!dtype.isFloatingPoint, "needs bool or integers")
    case .shiftLeft, .shiftRightArithmetic, .shiftRightLogical: try require(dtype.isInteger, "needs integers")
    default: try require(dtype != .bool, "needs numbers; convert the bool first")
    }
    return operands[0]
  }

  // MARK: Shape

  func broadcast(_ shape: [Int], _ axes: [Int]) throws(ShapeError) -> TensorType {
    try expect(1)
    try require(axes.count == operands[0].rank, "\(axes) must name one axis for each axis of the operand")
    try require(zip(axes, axes.dropFirst()).allSatisfy { $0 < $1 }, "\(axes) must ascend")
    for (axis, size) in zip(axes, operands[0].shape) {
      try require(0 <= axis && axis < shape.count, "axis \(axis) is not in \(shape)")
      try require(
        size == shape[axis] || size == 1, "size \(size) does not broadcast to axis \(axis) of \(shape)")
    }
    return operands[0].with(shape)
  }

  func slice(_ start: [Int], _ limit: [Int], _ strides: [Int]) throws(ShapeError) -> TensorType {
    try expect(1)
    let shape = operands[0].shape
    try require(
      start.count == shape.count && limit.count == shape.count && strides.count == shape.count,
      "start, limit and strides need one entry for each axis")
    for axis in shape.indices {
      try require(
        0 <= start[axis] && start[axis] <= limit[axis] && limit[axis] <= shape[axis] && strides[axis] > 0,
        "\(start[axis])..<\(limit[axis]) by \(strides[axis]) is not in axis \(axis) of size \(shape[axis])")
    }
    return operands[0].with(
      shape.indices.map { (limit[$0] - start[$0] + strides[$0] - 1) / strides[$0] })
  }

  private func requireScalarStarts(_ starts: ArraySlice<TensorType>) throws(ShapeError) {
    try require(
      starts.count == operands[0].rank && starts.allSatisfy { $0 == TensorType(.int32, []) },
      "needs one int32 scalar for each axis")
  }

  func dynamicSlice(_ sizes: [Int]) throws(ShapeError) -> TensorType {
    try require(!operands.isEmpty, "takes a tensor")
    try requireScalarStarts(operands.dropFirst())
    try require(
      sizes.count == operands[0].rank && zip(sizes, operands[0].shape).allSatisfy { 0 <= $0 && $0 <= $1 },
      "sizes \(sizes) are not in \(operands[0].shape)")
    return operands[0].with(sizes)
  }

  func dynamicUpdateSlice() throws(ShapeError) -> TensorType {
    try require(operands.count >= 2, "takes a tensor and an update")
    try requireScalarStarts(operands.dropFirst(2))
    try require(
      operands[1].dtype == operands[0].dtype && operands[1].rank == operands[0].rank
        && zip(operands[1].shape, operands[0].shape).allSatisfy { $0 <= $1 },
      "the update does not fit")
    return operands[0]
  }

  func pad(_ low: [Int], _ high: [Int], _ interior: [Int]) throws(ShapeError) -> TensorType {
    try expect(2)
    let shape = operands[0].shape
    try require(
      operands[1] == TensorType(operands[0].dtype, []), "the filling must be a scalar of the same dtype")
    try require(
      low.count == shape.count && high.count == shape.count && interior.count == shape.count,
      "low, high and interior need one entry for each axis")
    try require(interior.allSatisfy { $0 >= 0 }, "interior padding must not be negative")
    let padded = shape.indices.map { low[$0] + shape[$0] + max(shape[$0] - 1, 0) * interior[$0] + high[$0] }
    try require(padded.allSatisfy { $0 >= 0 }, "the result would have a negative size")
    return operands[0].with(padded)
  }

  func concatenate(_ axis: Int) throws(ShapeError) -> TensorType {
    try require(!operands.isEmpty, "takes at least one operand")
    try requireAxes([axis], of: operands[0])
    var result = operands[0]
    for other in operands.dropFirst() {
      var aligned = other
      try require(other.rank == result.rank, "the operands must have equally many axes")
      aligned.shape[axis] = operands[0].shape[axis]
      try require(aligned == operands[0], "the operands may differ along axis \(axis) only")
      result.shape[axis] += other.shape[axis]
    }
    return result
  }

  func gather(_ axis: Int) throws(ShapeError) -> TensorType {
    try requireAxes([axis], of: operands[0])
    try require(operands[1].dtype == .int32, "the indices must be int32")
    try require(operands[0].shape[axis] > 0 || operands[1].count == 0, "axis \(axis) has no elements")
    let shape = operands[0].shape
    return operands[0].with(Array(shape[..<axis]) + operands[1].shape + Array(shape[(axis + 1)...]))
  }

  // MARK: Contraction

  func dot(_ axes: DotAxes) throws(ShapeError) -> TensorType {
    try expect(2)
    let (left, right) = (operands[0], operands[1])
    try require(left.dtype == right.dtype && left.dtype != .bool, "the operands must be numbers of one dtype")
    try requireAxes(axes.leftBatch + axes.leftContracting, of: left)
    try requireAxes(axes.rightBatch + axes.rightContracting, of: right)
    try require(
      axes.leftBatch.map { left.shape[$0] } == axes.rightBatch.map { right.shape[$0] },
      "the batch axes differ in size")
    try require(
      axes.leftContracting.map { left.shape[$0] } == axes.rightContracting.map { right.shape[$0] },
      "the contracted axes differ in size")
    return left.with(
      axes.leftBatch.map { left.shape[$0] }
        + axes.leftFree(rank: left.rank).map { left.shape[$0] }
        + axes.rightFree(rank: right.rank).map { right.shape[$0] })
  }

  /// Checks that the geometry fits a kernel, and gives the output's spatial sizes.
  private func outputSizes(
    _ geometry: ConvolutionGeometry, input: [Int], kernel: [Int]
  ) throws(ShapeError) -> [Int] {
    let axes = input.count - 2
    try require((1...3).contains(axes) && kernel.count == input.count, "needs one to three spatial axes")
    try require(
      [geometry.strides, geometry.paddingLow, geometry.paddingHigh, geometry.dilation].allSatisfy {
        $0.count == axes
      },
      "the geometry needs one entry for each of the \(axes) spatial axes")
    try require(
      geometry.strides.allSatisfy { $0 > 0 } && geometry.dilation.allSatisfy { $0 > 0 }
        && geometry.groups > 0,
      "strides, dilation and groups must be positive")
    try require(
      input[axes + 1] == kernel[axes] * geometry.groups,
      "\(input[axes + 1]) input channels are not \(geometry.groups) groups of \(kernel[axes])")
    try require(
      kernel[axes + 1] % geometry.groups == 0,
      "\(kernel[axes + 1]) filters cannot be split in \(geometry.groups) groups")
    var sizes: [Int] = []
    for axis in 0..<axes {
      let extent = (kernel[axis] - 1) * geometry.dilation[axis] + 1
      let padded = input[axis + 1] + geometry.paddingLow[axis] + geometry.paddingHigh[axis]
      try require(
        padded >= extent && kernel[axis] > 0,
        "a kernel of \(extent) does not fit in \(padded) along spatial axis \(axis)")
      sizes.append((padded - extent) / geometry.strides[axis] + 1)
    }
    return sizes
  }

  private func requireFloatingPoint() throws(ShapeError) {
    try expect(2)
    try require(
      operands[0].dtype == operands[1].dtype && operands[0].dtype.isFloatingPoint,
      "the operands must be floating point of one dtype")
  }

  func convolution(_ geometry: ConvolutionGeometry) throws(ShapeError) -> TensorType {
    try requireFloatingPoint()
    let (input, kernel) = (operands[0].shape, operands[1].shape)
    let sizes = try outputSizes(geometry, input: input, kernel: kernel)
    return operands[0].with([input[0]] + sizes + [kernel[kernel.count - 1]])
  }

  func convolutionInputGradient(
    _ geometry: ConvolutionGeometry, _ inputShape: [Int]
  ) throws(ShapeError) -> TensorType {
    try requireFloatingPoint()
    let kernel = operands[1].shape
    let sizes = try outputSizes(geometry, input: inputShape, kernel: kernel)
    let output = [inputShape[0]] + sizes + [kernel[kernel.count - 1]]
    try require(operands[0].shape == output, "the output gradient must be shaped \(output)")
    return operands[0].with(inputShape)
  }

  func convolutionKernelGradient(
    _ geometry: ConvolutionGeometry, _ kernelShape: [Int]
  ) throws(ShapeError) -> TensorType {
    try requireFloatingPoint()
    let input = operands[0].shape
    let sizes = try outputSizes(geometry, input: input, kernel: kernelShape)
    let output = [input[0]] + sizes + [kernelShape[kernelShape.count - 1]]
    try require(operands[1].shape == output, "the output gradient must be shaped \(output)")
    return operands[0].with(kernelShape)
  }

  // MARK: Windows

  func window(_ window: Window) throws(ShapeError) -> TensorType {
    let shape = operands[0].shape
    try require(
      [window.size, window.strides, window.paddingLow, window.paddingHigh].allSatisfy {
        $0.count == shape.count
      },
      "the window needs one entry for each axis")
    var sizes: [Int] = []
    for axis in shape.indices {
      try require(
        window.size[axis] > 0 && window.strides[axis] > 0 && window.paddingLow[axis] >= 0
          && window.paddingHigh[axis] >= 0, "sizes and strides must be positive, padding not negative")
      let padded = shape[axis] + window.paddingLow[axis] + window.paddingHigh[axis]
      try require(
        padded >= window.size[axis],
        "a window of \(window.size[axis]) does not fit in \(padded) along axis \(axis)")
      sizes.append((padded - window.size[axis]) / window.strides[axis] + 1)
    }
    return operands[0].with(sizes)
  }
}

extension DotAxes {
  /// The axes of the left operand that are neither batch nor contracted, ascending.
  public func leftFree(rank: Int) -> [Int] {
    (0..<rank).filter { !leftBatch.contains($0) && !leftContracting.contains($0) }
  }

  /// The same for the right operand.
  public func rightFree(rank: Int) -> [Int] {
    (0..<rank).filter { !rightBatch.contains($0) && !rightContracting.contains($0) }
  }
}
