/// Statistics over all axes, or over those given. Integers and `bool` become `float32`. Negative axes count from
/// the end. With `keepDims`, reduced axes stay with size 1. Stops with a message if an axis does not exist.
extension Tensor {
  private func statistic(
    _ name: String, _ axes: [Int]?, _ keepDims: Bool, _ file: StaticString, _ line: UInt,
    _ body: (_ x: Tensor, _ axes: [Int]) -> Tensor
  ) -> Tensor {
    let axes = positions(ofAxes: axes, in: name, file: file, line: line)
    // float16 does not hold the sums, nor many a number of elements.
    let wide = dtype.isHalf ? converted(to: .float32) : inFloatingPoint()
    let result = Tensor.composite(name, axes + [keepDims ? 1 : 0], of: [wide]) { body($0[0], axes) }
    return result.converted(to: dtype.asFloatingPoint)
  }

  /// The mean; NaN of no elements.
  public func mean(
    axes: [Int]? = nil, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    statistic("mean", axes, keepDims, file, line) { x, axes in
      let count = axes.reduce(1) { $0 * x.shape[$1] }
      return x.sum(axes: axes, keepDims: keepDims) / count
    }
  }

  /// The mean; NaN of no elements.
  public func mean(
    axis: Int, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    mean(axes: [axis], keepDims: keepDims, file: file, line: line)
  }

  /// The mean square of the distances to the mean (the population's variance).
  public func variance(
    axes: [Int]? = nil, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    statistic("variance", axes, keepDims, file, line) { x, axes in
      (x - x.mean(axes: axes, keepDims: true)).square().mean(axes: axes, keepDims: keepDims)
    }
  }

  /// The mean square of the distances to the mean (the population's variance).
  public func variance(
    axis: Int, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    variance(axes: [axis], keepDims: keepDims, file: file, line: line)
  }

  /// The square root of the variance.
  public func standardDeviation(
    axes: [Int]? = nil, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    statistic("standardDeviation", axes, keepDims, file, line) { x, axes in
      x.variance(axes: axes, keepDims: keepDims).sqrt()
    }
  }

  /// The square root of the variance.
  public func standardDeviation(
    axis: Int, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    standardDeviation(axes: [axis], keepDims: keepDims, file: file, line: line)
  }

  /// log(Σ exp(x)), without overflow.
  public func logSumExp(
    axes: [Int]? = nil, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    statistic("logSumExp", axes, keepDims, file, line) { x, axes in
      // The shift cancels; infinities are not subtracted from themselves.
      let largest = x.max(axes: axes, keepDims: true).stoppingGradient()
      let shift = select(largest.isFinite(), largest, 0)
      let total = (x - shift).exp().sum(axes: axes, keepDims: true).log() + shift
      return keepDims
        ? total : total.reshaped(x.shape.indices.filter { !axes.contains($0) }.map { x.shape[$0] })
    }
  }

  /// log(Σ exp(x)), without overflow.
  public func logSumExp(
    axis: Int, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    logSumExp(axes: [axis], keepDims: keepDims, file: file, line: line)
  }

  /// The Euclidean norm, √Σx².
  public func norm(
    axes: [Int]? = nil, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    statistic("norm", axes, keepDims, file, line) { x, axes in
      x.square().sum(axes: axes, keepDims: keepDims).sqrt()
    }
  }

  /// The Euclidean norm, √Σx².
  public func norm(
    axis: Int, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    norm(axes: [axis], keepDims: keepDims, file: file, line: line)
  }
}
