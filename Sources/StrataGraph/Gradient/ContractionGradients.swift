/// The rules of dot products and convolutions. All are linear in each operand, and the three forms of a
/// convolution are each other's gradients.
extension Graph {
  mutating func dotGradient(_ axes: DotAxes, _ node: Pullback, _ operand: Int) -> Value {
    operand == 0 ? dotLeftGradient(axes, node) : dotRightGradient(axes, node)
  }

  private mutating func dotLeftGradient(_ axes: DotAxes, _ node: Pullback) -> Value {
    let (left, right) = (node.operands[0], node.operands[1])
    let leftFree = axes.leftFree(rank: self[left].rank)
    let rightFree = axes.rightFree(rank: self[right].rank)
    let batch = axes.leftBatch.indices
    let resultRank = self[node.result].rank
    let product = add(
      .dot(
        DotAxes(
          leftContracting: Array(resultRank - rightFree.count..<resultRank), rightContracting: rightFree,
          leftBatch: Array(batch), rightBatch: axes.rightBatch)), node.gradient, right)
    // The product has the batch axes, the free axes of the left operand, and the contracted axes in the
    // order they have in the right operand.
    let contracted = zip(axes.rightContracting, axes.leftContracting).sorted { $0.0 < $1.0 }.map(\.1)
    return arrange(product, as: axes.leftBatch + leftFree + contracted)
  }

  private mutating func dotRightGradient(_ axes: DotAxes, _ node: Pullback) -> Value {
    let (left, right) = (node.operands[0], node.operands[1])
    let leftFree = axes.leftFree(rank: self[left].rank)
    let rightFree = axes.rightFree(rank: self[right].rank)
    let batch = axes.leftBatch.indices
    let product = add(
      .dot(
        DotAxes(
          leftContracting: leftFree, rightContracting: leftFree.indices.map { batch.count + $0 },
          leftBatch: axes.leftBatch, rightBatch: Array(batch))), left, node.gradient)
    let contracted = zip(axes.leftContracting, axes.rightContracting).sorted { $0.0 < $1.0 }.map(\.1)
    return arrange(product, as: axes.rightBatch + contracted + rightFree)
  }

  /// Moves axis i of `x` to the place `destinations[i]`.
  private mutating func arrange(_ x: Value, as destinations: [Int]) -> Value {
    var permutation = destinations
    for (axis, destination) in destinations.enumerated() { permutation[destination] = axis }
    return transpose(x, permutation)
  }

  mutating func convolutionGradient(
    _ geometry: ConvolutionGeometry, _ node: Pullback, _ operand: Int
  ) -> Value {
    let (input, kernel, dy) = (node.operands[0], node.operands[1], node.gradient)
    return operand == 0
      ? add(.convolutionInputGradient(geometry, inputShape: self[input].shape), dy, kernel)
      : add(.convolutionKernelGradient(geometry, kernelShape: self[kernel].shape), input, dy)
  }

  mutating func convolutionInputGradientGradient(
    _ geometry: ConvolutionGeometry, _ node: Pullback, _ operand: Int
  ) -> Value {
    let (dy, kernel, ddx) = (node.operands[0], node.operands[1], node.gradient)
    return operand == 0
      ? add(.convolution(geometry), ddx, kernel)
      : add(.convolutionKernelGradient(geometry, kernelShape: self[kernel].shape), ddx, dy)
  }

  mutating func convolutionKernelGradientGradient(
    _ geometry: ConvolutionGeometry, _ node: Pullback, _ operand: Int
  ) -> Value {
    let (input, dy, ddk) = (node.operands[0], node.operands[1], node.gradient)
    return operand == 0
      ? add(.convolutionInputGradient(geometry, inputShape: self[input].shape), dy, ddk)
      : add(.convolution(geometry), input, ddk)
  }
}
