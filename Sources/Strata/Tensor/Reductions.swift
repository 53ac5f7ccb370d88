import StrataGraph

/// Reductions over all axes, or over those given. Negative axes count from the end. With `keepDims`, reduced axes
/// stay with size 1, so that the result can be broadcast against the tensor. Stops with a message if an axis does
/// not exist.
extension Tensor {
  private func reduced(
    _ reduction: Reduction, _ name: String, _ axes: [Int]?, _ keepDims: Bool, _ file: StaticString,
    _ line: UInt
  ) -> Tensor {
    let axes = positions(ofAxes: axes, in: name, file: file, line: line)
    if axes.isEmpty { return self }
    let result = Tensor.apply(.reduce(reduction, axes: axes), [self], file: file, line: line)
    guard keepDims else { return result }
    return .apply(.reshape(shape.indices.map { axes.contains($0) ? 1 : shape[$0] }), [result])
  }

  /// The sum; of `bool`, the number of true elements.
  public func sum(
    axes: [Int]? = nil, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    inNumbers().reduced(.sum, "sum", axes, keepDims, file, line)
  }

  /// The sum; of `bool`, the number of true elements.
  public func sum(
    axis: Int, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    sum(axes: [axis], keepDims: keepDims, file: file, line: line)
  }

  /// The product.
  public func product(
    axes: [Int]? = nil, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    inNumbers().reduced(.product, "product", axes, keepDims, file, line)
  }

  /// The product.
  public func product(
    axis: Int, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    product(axes: [axis], keepDims: keepDims, file: file, line: line)
  }

  /// The largest element; NaN if any is NaN. For `bool`, whether any is true.
  public func max(
    axes: [Int]? = nil, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    reduced(dtype == .bool ? .or : .maximum, "max", axes, keepDims, file, line)
  }

  /// The largest element; NaN if any is NaN. For `bool`, whether any is true.
  public func max(
    axis: Int, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    max(axes: [axis], keepDims: keepDims, file: file, line: line)
  }

  /// The smallest element; NaN if any is NaN. For `bool`, whether all are true.
  public func min(
    axes: [Int]? = nil, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    reduced(dtype == .bool ? .and : .minimum, "min", axes, keepDims, file, line)
  }

  /// The smallest element; NaN if any is NaN. For `bool`, whether all are true.
  public func min(
    axis: Int, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    min(axes: [axis], keepDims: keepDims, file: file, line: line)
  }

  /// Whether any element is true, or not 0.
  public func any(
    axes: [Int]? = nil, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    converted(to: .bool).reduced(.or, "any", axes, keepDims, file, line)
  }

  /// Whether any element is true, or not 0.
  public func any(
    axis: Int, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    any(axes: [axis], keepDims: keepDims, file: file, line: line)
  }

  /// Whether all elements are true, or not 0.
  public func all(
    axes: [Int]? = nil, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    converted(to: .bool).reduced(.and, "all", axes, keepDims, file, line)
  }

  /// Whether all elements are true, or not 0.
  public func all(
    axis: Int, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    all(axes: [axis], keepDims: keepDims, file: file, line: line)
  }
}
