import StrataGraph

let dotRows: [ConformanceRow] = numeric.flatMap { dtype in
  func product(_ name: String, _ left: [Int], _ right: [Int], _ axes: DotAxes) -> ConformanceRow {
    row("dot \(name) \(dtype)") { [$0.add(.dot(axes), $0.input(dtype, left), $0.input(dtype, right))] }
  }
  let rows = [
    product("of matrices", [3, 5], [5, 4], .matrixProduct),
    product(
      "with the left transposed", [5, 3], [5, 4], DotAxes(leftContracting: [0], rightContracting: [0])),
    product(
      "with the right transposed", [3, 5], [4, 5], DotAxes(leftContracting: [1], rightContracting: [1])),
    product(
      "with the left transposed and few columns", [5, 12], [5, 3],
      DotAxes(leftContracting: [0], rightContracting: [0])),
    product(
      "over all samples of sequences with few columns", [2, 3, 8], [2, 3, 2],
      DotAxes(leftContracting: [0, 1], rightContracting: [0, 1])),
    product("with both transposed", [5, 3], [4, 5], DotAxes(leftContracting: [0], rightContracting: [1])),
    product("of vectors", [5], [5], DotAxes(leftContracting: [0], rightContracting: [0])),
    product("of a matrix and a vector", [3, 5], [5], DotAxes(leftContracting: [1], rightContracting: [0])),
    product("of a vector and a matrix", [5], [5, 3], DotAxes(leftContracting: [0], rightContracting: [0])),
    product("of scalars", [], [], DotAxes(leftContracting: [], rightContracting: [])),
    product("as an outer product", [3], [4], DotAxes(leftContracting: [], rightContracting: [])),
    product("of a sequence", [2, 3, 5], [5, 4], DotAxes(leftContracting: [2], rightContracting: [0])),
    product(
      "over several axes", [2, 3, 4], [4, 5, 3], DotAxes(leftContracting: [2, 1], rightContracting: [0, 2])),
    product(
      "in a batch", [2, 3, 5], [2, 5, 4],
      DotAxes(leftContracting: [2], rightContracting: [1], leftBatch: [0], rightBatch: [0])),
    product(
      "of attention scores", [2, 3, 2, 4], [2, 5, 2, 4],
      DotAxes(leftContracting: [3], rightContracting: [3], leftBatch: [0, 2], rightBatch: [0, 2])),
    product(
      "with batch axes in another order", [3, 2, 4, 5], [5, 2, 3, 2],
      DotAxes(leftContracting: [3], rightContracting: [0], leftBatch: [1, 0], rightBatch: [3, 2])),
    product(
      "of elements", [3, 2], [3, 2],
      DotAxes(leftContracting: [], rightContracting: [], leftBatch: [0, 1], rightBatch: [0, 1])),
    product("over nothing", [2, 0], [0, 3], .matrixProduct),
  ]
  return dtype == .float32
    ? rows + [product("of large matrices", [33, 65], [65, 40], .matrixProduct)] : rows
}

let convolutionRows: [ConformanceRow] = floatingPoint.flatMap { dtype in
  convolutionCases.flatMap { convolutions($0, dtype) }
}

private struct ConvolutionCase {
  let name: String
  let input: [Int]
  let kernel: [Int]
  let geometry: ConvolutionGeometry

  init(
    _ name: String, _ input: [Int], _ kernel: [Int], strides: [Int], low: [Int], high: [Int],
    dilation: [Int]? = nil, groups: Int = 1
  ) {
    self.name = name
    self.input = input
    self.kernel = kernel
    geometry = ConvolutionGeometry(
      strides: strides, paddingLow: low, paddingHigh: high, dilation: dilation, groups: groups)
  }
}

private let convolutionCases = [
  ConvolutionCase("1D", [2, 7, 2], [3, 2, 3], strides: [1], low: [0], high: [0]),
  ConvolutionCase("1D causal", [2, 6, 2], [3, 2, 2], strides: [1], low: [4], high: [0], dilation: [2]),
  ConvolutionCase("2D", [2, 5, 4, 3], [3, 2, 3, 4], strides: [1, 1], low: [0, 0], high: [0, 0]),
  ConvolutionCase("2D padded", [1, 5, 4, 2], [3, 3, 2, 3], strides: [1, 1], low: [1, 1], high: [1, 1]),
  ConvolutionCase(
    "2D unevenly padded", [1, 5, 4, 2], [2, 4, 2, 3], strides: [1, 1], low: [0, 1], high: [1, 2]),
  ConvolutionCase(
    "2D with strides", [1, 6, 5, 2], [3, 2, 2, 2], strides: [2, 3], low: [1, 0], high: [0, 1]),
  ConvolutionCase(
    "2D with a rest that no window covers", [1, 8, 6, 1], [3, 2, 1, 2], strides: [4, 3], low: [0, 0],
    high: [0, 0]),
  ConvolutionCase(
    "2D dilated", [1, 7, 6, 2], [3, 2, 2, 2], strides: [1, 1], low: [2, 1], high: [2, 0], dilation: [2, 3]),
  ConvolutionCase(
    "2D dilated with strides", [1, 8, 7, 1], [3, 2, 1, 2], strides: [2, 2], low: [1, 1], high: [2, 0],
    dilation: [2, 3]),
  ConvolutionCase(
    "2D cropped", [1, 6, 6, 2], [3, 3, 2, 2], strides: [1, 1], low: [-1, 0], high: [0, -2]),
  ConvolutionCase(
    "2D grouped", [1, 4, 5, 4], [2, 3, 2, 6], strides: [1, 1], low: [0, 1], high: [1, 1], groups: 2),
  ConvolutionCase(
    "2D depthwise", [2, 5, 4, 3], [3, 3, 1, 3], strides: [2, 1], low: [1, 1], high: [1, 1], groups: 3),
  ConvolutionCase(
    "2D depthwise with a multiplier", [1, 4, 4, 2], [2, 2, 1, 6], strides: [1, 1], low: [0, 0], high: [0, 0],
    groups: 2),
  ConvolutionCase(
    "2D pointwise", [2, 3, 4, 5], [1, 1, 5, 3], strides: [1, 1], low: [0, 0], high: [0, 0]),
  ConvolutionCase(
    "3D", [1, 4, 3, 5, 2], [2, 3, 2, 2, 3], strides: [1, 1, 2], low: [0, 1, 0], high: [1, 1, 1]),
  ConvolutionCase(
    "3D grouped and dilated", [1, 5, 3, 3, 2], [2, 2, 2, 1, 2], strides: [1, 1, 1], low: [0, 0, 0],
    high: [0, 0, 0], dilation: [2, 1, 1], groups: 2),
]

/// A convolution and its two gradients.
private func convolutions(_ test: ConvolutionCase, _ dtype: DType) -> [ConformanceRow] {
  let output = try! Operation.convolution(test.geometry).resultTypes([
    TensorType(dtype, test.input), TensorType(dtype, test.kernel),
  ])[0].shape
  return [
    row("convolution \(test.name) \(dtype)") {
      [$0.add(.convolution(test.geometry), $0.input(dtype, test.input), $0.input(dtype, test.kernel))]
    },
    row("convolution's input gradient \(test.name) \(dtype)") {
      [
        $0.add(
          .convolutionInputGradient(test.geometry, inputShape: test.input), $0.input(dtype, output),
          $0.input(dtype, test.kernel))
      ]
    },
    row("convolution's kernel gradient \(test.name) \(dtype)") {
      [
        $0.add(
          .convolutionKernelGradient(test.geometry, kernelShape: test.kernel), $0.input(dtype, test.input),
          $0.input(dtype, output))
      ]
    },
  ]
}
