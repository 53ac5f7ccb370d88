import StrataGraph

extension OperationWriter {
  mutating func dot(
    _ left: NamedValue, _ right: NamedValue, _ axes: DotAxes, _ type: TensorType
  ) -> NamedValue {
    if isFasterTransposed(left, right, axes, type) {
      let product = dot(right, left, axes, type.with(type.shape.reversed()))
      // Otherwise XLA would see that it is the same, and go back.
      let kept = add("optimization_barrier", [product], product.type)
      return add("transpose", [kept], type, [.integers("permutation", [1, 0])])
    }
    let numbers = """
      #stablehlo.dot<lhs_batching_dimensions = \(axes.leftBatch), rhs_batching_dimensions = \(axes.rightBatch), \
      lhs_contracting_dimensions = \(axes.leftContracting), rhs_contracting_dimensions = \(axes.rightContracting)>
      """
    return add(
      "dot_general", [left, right], type,
      [.raw("dot_dimension_numbers", numbers)] + target.precision.attributes)
  }

  /// Whether `leftᵀ · right` is better computed as the transpose of `rightᵀ · left`.
  ///
  /// So it is for the gradient of a kernel with few units: XLA's code for processors takes up to 13 times as long for a
  /// product with few columns as for one with few rows (two cores, 32 to 8,192 samples, 64 to 4,096 inputs).
  private func isFasterTransposed(
    _ left: NamedValue, _ right: NamedValue, _ axes: DotAxes, _ type: TensorType
  ) -> Bool {
    let allButLast = Array(left.type.shape.indices.dropLast())
    guard target.isOnHost, type.rank == 2, !allButLast.isEmpty,
      axes == DotAxes(leftContracting: allButLast, rightContracting: allButLast)
    else { return false }
    let (rows, columns) = (type.shape[0], type.shape[1])
    return (2...32).contains(columns) && rows >= 2 * columns
  }

  mutating func convolution(
    _ input: NamedValue, _ kernel: NamedValue, _ geometry: ConvolutionGeometry, _ type: TensorType
  ) -> NamedValue {
    let axes = SpatialAxes(count: geometry.strides.count)
    return convolution(
      input, kernel, "[b, \(axes), f]x[\(axes), i, o]->[b, \(axes), f]", strides: geometry.strides,
      paddingLow: geometry.paddingLow, paddingHigh: geometry.paddingHigh, kernelDilation: geometry.dilation,
      featureGroups: geometry.groups, type)
  }

  /// A convolution of the dilated output gradient with the reversed kernel, whose channels and filters change roles.
  mutating func convolutionInputGradient(
    _ outputGradient: NamedValue, _ kernel: NamedValue, _ geometry: ConvolutionGeometry, _ type: TensorType
  ) -> NamedValue {
    let axes = SpatialAxes(count: geometry.strides.count)
    let extents = ConvolutionExtents(
      geometry, input: type.shape, kernel: kernel.type.shape, output: outputGradient.type.shape)
    let reversed = add("reverse", [kernel], kernel.type, [.integers("dimensions", axes.inKernel)])
    let low = axes.indices.map { extents.kernel[$0] - geometry.paddingLow[$0] - 1 }
    let high = axes.indices.map { type.shape[$0 + 1] + extents.kernel[$0] - 1 - extents.output[$0] - low[$0] }
    return convolution(
      outputGradient, filtersFirst(reversed, groups: geometry.groups),
      "[b, \(axes), f]x[\(axes), o, i]->[b, \(axes), f]",
      paddingLow: low, paddingHigh: high, inputDilation: geometry.strides, kernelDilation: geometry.dilation,
      featureGroups: geometry.groups, type)
  }

  /// A convolution of the input with the dilated output gradient, in which channels play the part of the batch.
  mutating func convolutionKernelGradient(
    _ input: NamedValue, _ outputGradient: NamedValue, _ geometry: ConvolutionGeometry, _ type: TensorType
  ) -> NamedValue {
    let axes = SpatialAxes(count: geometry.strides.count)
    let extents = ConvolutionExtents(
      geometry, input: input.type.shape, kernel: type.shape, output: outputGradient.type.shape)
    let high = axes.indices.map {
      extents.output[$0] + extents.kernel[$0] - input.type.shape[$0 + 1] - 1 - geometry.paddingLow[$0]
    }
    return convolution(
      input, outputGradient, "[f, \(axes), b]x[i, \(axes), o]->[\(axes), b, f]", strides: geometry.dilation,
      paddingLow: geometry.paddingLow, paddingHigh: high, kernelDilation: geometry.strides,
      batchGroups: geometry.groups, type)
  }

  /// `[spatial…, c, groups · f]` becomes `[spatial…, groups · c, f]`.
  private mutating func filtersFirst(_ kernel: NamedValue, groups: Int) -> NamedValue {
    if groups == 1 { return kernel }
    let shape = kernel.type.shape
    let axes = SpatialAxes(count: shape.count - 2)
    let spatial = Array(shape.dropLast(2))
    let (channels, filters) = (shape[axes.count], shape[axes.count + 1] / groups)
    let split = reshape(kernel, to: spatial + [channels, groups, filters])
    let swapped = add(
      "transpose", [split],
      kernel.type.with(spatial + [groups, channels, filters]),
      [.integers("permutation", axes.inKernel + [axes.count + 1, axes.count, axes.count + 2])])
    return reshape(swapped, to: spatial + [groups * channels, filters])
  }

  private mutating func convolution(
    _ left: NamedValue, _ right: NamedValue, _ axes: String, strides: [Int]? = nil, paddingLow: [Int],
    paddingHigh: [Int], inputDilation: [Int]? = nil, kernelDilation: [Int], featureGroups: Int = 1,
    batchGroups: Int = 1, _ type: TensorType
  ) -> NamedValue {
    let ones = paddingLow.map { _ in 1 }
    return add(
      "convolution", [left, right], type,
      [
        .integers("window_strides", strides ?? ones), .padding(low: paddingLow, high: paddingHigh),
        .integers("lhs_dilation", inputDilation ?? ones), .integers("rhs_dilation", kernelDilation),
        .raw("dimension_numbers", "#stablehlo.conv<\(axes)>"),
        .integer("feature_group_count", featureGroups), .integer("batch_group_count", batchGroups),
      ] + target.precision.attributes)
  }
}

/// The names of the spatial axes in the dimension numbers of a convolution.
private struct SpatialAxes: CustomStringConvertible {
  let count: Int
  var indices: Range<Int> { 0..<count }
  /// Their positions in a kernel.
  var inKernel: [Int] { Array(indices) }
  var description: String { indices.map(String.init).joined(separator: ", ") }
}

/// How much the kernel covers of the input, and the output with what its strides leave out.
private struct ConvolutionExtents {
  let kernel: [Int]
  let output: [Int]

  init(_ geometry: ConvolutionGeometry, input: [Int], kernel: [Int], output: [Int]) {
    self.kernel = geometry.strides.indices.map { (kernel[$0] - 1) * geometry.dilation[$0] + 1 }
    self.output = geometry.strides.indices.map { (output[$0 + 1] - 1) * geometry.strides[$0] + 1 }
  }
}
