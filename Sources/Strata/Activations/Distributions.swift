/// Functions that turn the elements along an axis into probabilities. They stop with a message if the axis does
/// not exist.
extension Tensor {
  /// exp(x) divided by its sum along `axis`.
  public func softmax(axis: Int = -1) -> Tensor {
    let exponentials = shiftedToZero(axis: axis).exp()
    return exponentials / exponentials.sum(axis: axis, keepDims: true)
  }

  /// log(softmax(x)) along `axis`, also where the softmax itself is too small for its element type.
  public func logSoftmax(axis: Int = -1) -> Tensor {
    let shifted = shiftedToZero(axis: axis)
    return shifted - shifted.exp().sum(axis: axis, keepDims: true).log()
  }

  /// The point nearest to x whose elements along `axis` are not negative and add up to 1
  /// (Martins and Astudillo, 2016).
  public func sparsemax(axis: Int = -1) -> Tensor {
    let descending = sorted(axis: axis, descending: true)
    let sums = descending.cumulativeSum(axis: axis)
    let ranks = Tensor.ones(like: self).cumulativeSum(axis: axis)
    let isInSupport = descending - (sums - 1) / ranks .> 0
    let supportSize = isInSupport.converted(to: dtype).sum(axis: axis, keepDims: true)
    let supportSum = select(isInSupport, descending, 0).sum(axis: axis, keepDims: true)
    return (self - (supportSum - 1) / supportSize).relu()
  }

  /// The tensor less its maximum along the axis, so that exponentials do not overflow.
  ///
  /// The maximum cancels out in a softmax: the gradient through it is 0 and need not be computed.
  private func shiftedToZero(axis: Int) -> Tensor {
    self - max(axis: axis, keepDims: true).stoppingGradient()
  }
}
