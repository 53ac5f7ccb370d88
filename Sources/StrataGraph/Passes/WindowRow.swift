/// The windows of a pooling or a convolution along one axis of its input.
struct WindowRow {
  /// How many input elements a window spans.
  let span: Int
  let stride: Int
  /// Elements of padding before the first one.
  let paddingLow: Int

  /// How many input elements the first `count` windows reach.
  func reach(of count: Int) -> Int { (count - 1) * stride + span - paddingLow }

  /// How many windows begin within the first `extent` input elements.
  func count(within extent: Int) -> Int { (extent - 1 + paddingLow) / stride + 1 }

  /// How to have exactly `count` windows over the first elements of an input that has `extent`.
  /// - Returns: how many of these to take, and the padding behind them. Elements that the windows do not reach are
  ///   only left away where one more would fit into them.
  func fit(_ count: Int, into extent: Int) -> (extent: Int, paddingHigh: Int) {
    let reach = reach(of: count)
    return extent - reach < stride ? (extent, max(0, reach - extent)) : (reach, 0)
  }
}

extension Window {
  func row(_ axis: Int) -> WindowRow {
    WindowRow(span: size[axis], stride: strides[axis], paddingLow: paddingLow[axis])
  }
}

extension ConvolutionGeometry {
  /// The windows along a spatial axis, counted without the batch.
  func row(_ axis: Int, kernelShape: [Int]) -> WindowRow {
    WindowRow(
      span: (kernelShape[axis] - 1) * dilation[axis] + 1, stride: strides[axis], paddingLow: paddingLow[axis])
  }
}
