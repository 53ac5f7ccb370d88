import Testing

@testable import Strata

/// How convolutions and poolings relate to each other, and what they make of masks and odd inputs.
@Suite struct ConvolutionTests {
  private func numbers(_ shape: [Int], seed: Int) -> Tensor {
    .randomUniform(shape, from: -1, to: 1, seed: seed)
  }

  @Test func aCausalOutputDependsOnNothingLater() throws {
    let layer = Conv1D(1, kernelSize: 3, padding: .causal, dilationRate: 2, kernelInitializer: .ones)
    let x = numbers([1, 8, 1], seed: 1)
    let influence = try gradient(at: x) { try layer($0)[0, 5, 0] }
    // The window looks at steps 1, 3 and 5.
    #expect(influence.floats == [0, 1, 0, 1, 0, 1, 0, 0])
    #expect(try layer(x).shape == [1, 8, 1])
  }

  @Test func depthwiseIsAConvolutionWithAGroupForEachChannel() throws {
    let depthwise = DepthwiseConv2D(kernelSize: [2, 3], strides: 2, padding: .same, depthMultiplier: 2)
    let grouped = Conv2D(6, kernelSize: [2, 3], strides: 2, padding: .same, groups: 3)
    let x = numbers([2, 5, 6, 3], seed: 2)
    try depthwise.build(inputShape: [nil, 5, 6, 3])
    try grouped.build(inputShape: [nil, 5, 6, 3])
    try grouped.kernel.assign(depthwise.kernel.value.reshaped(2, 3, 1, 6))
    #expect(try depthwise(x).floats == grouped(x).floats)
  }

  @Test func separableIsAConvolutionWithAProductOfKernels() throws {
    let separable = SeparableConv2D(5, kernelSize: 3, depthMultiplier: 2)
    let whole = Conv2D(5, kernelSize: 3)
    let x = numbers([2, 6, 5, 3], seed: 3)
    try separable.build(inputShape: [nil, 6, 5, 3])
    try whole.build(inputShape: [nil, 6, 5, 3])
    let pointwise = try separable.pointwiseKernel.value.reshaped(3, 2, 5)
    try whole.kernel.assign(einsum("hwcm,cmf->hwcf", separable.depthwiseKernel.value, pointwise))
    expectClose(try separable(x).floats, try whole(x).floats, absolute: 1e-5)
  }

  @Test(arguments: [Padding.valid, .same])
  func transposedIsTheGradientOfAConvolution(padding: Padding) throws {
    let convolution = Conv2D(3, kernelSize: [3, 2], strides: 2, padding: padding, useBias: false)
    let transposed = Conv2DTranspose(4, kernelSize: [3, 2], strides: 2, padding: padding, useBias: false)
    // Sizes that the windows fill exactly.
    let x = numbers([2, padding == .valid ? 7 : 8, 8, 4], seed: 4)
    let y = numbers(try convolution(x).shape, seed: 5)
    try transposed.build(inputShape: PartialShape(batchesLike: y.shape))
    try transposed.kernel.assign(convolution.kernel.value)
    let expected = try gradient(at: x) { try (convolution($0) * y).sum() }
    let found = try transposed(y)
    #expect(found.shape == x.shape)
    expectClose(found.floats, expected.floats)
  }

  @Test func sizesOfTransposedConvolutions() throws {
    func size(_ layer: Conv2DTranspose) throws -> PartialShape {
      try layer.outputShape(for: [nil, 5, nil, 2])
    }
    #expect(try size(Conv2DTranspose(3, kernelSize: 3, strides: 2)) == [nil, 11, nil, 3])
    #expect(try size(Conv2DTranspose(3, kernelSize: 2, strides: 3)) == [nil, 15, nil, 3])
    #expect(try size(Conv2DTranspose(3, kernelSize: 3, strides: 2, padding: .same)) == [nil, 10, nil, 3])
    #expect(
      try size(Conv2DTranspose(3, kernelSize: 3, strides: 2, padding: .same, outputPadding: 0))
        == [nil, 9, nil, 3])
  }

  @Test func unknownSizesStayUnknown() throws {
    #expect(try Conv1D(4, kernelSize: 3, padding: .causal).outputShape(for: [nil, nil, 2]) == [nil, nil, 4])
    #expect(try GlobalMaxPooling1D().outputShape(for: [nil, nil, 2]) == [nil, 2])
    #expect(
      try UpSampling2D(size: [2, 3], interpolation: .bilinear).outputShape(for: [nil, nil, 5, 2])
        == [nil, nil, 15, 2])
    #expect(
      try Cropping2D(cropping: [1, 2]).outputShape(for: [nil, nil, 5, 2]) == [nil, nil, 1, 2])
  }

  // MARK: Masks

  @Test func meansLeaveOutWhatDoesNotCount() throws {
    let x = Tensor([1, 10, 3, 30, 8, 80, 5, 50, 7, 70, 9, 90] as [Float], shape: [2, 3, 2])
    let mask = Tensor([[true, true, false], [false, true, false]])
    let mean = try GlobalAveragePooling1D()(x, mask: mask)
    #expect(mean.floats == [2, 20, 7, 70])
    #expect(mean.mask == nil)
    let first = GlobalAveragePooling1D(dataFormat: .channelsFirst, keepDims: true)
    let transposed = try first(x.transposed(0, 2, 1), mask: mask)
    #expect(transposed.shape == [2, 2, 1] && transposed.floats == [2, 20, 7, 70])
    let none = Tensor([[false, false, false], [true, true, true]])
    #expect(try GlobalAveragePooling1D()(x, mask: none).floats == [0, 0, 7, 70])
    #expect(throws: StrataError.self) { try first(x, mask: mask) }
  }

  @Test func layersThatPassMasksOn() throws {
    let (x, mask) = (numbers([2, 3, 4], seed: 6), Tensor([[true, true, false], [false, true, false]]))
    for layer in [
      LayerNormalization(), Rescaling(2), SpatialDropout1D(0.5), GaussianNoise(0.5), GaussianDropout(0.5),
    ] {
      for training in [true, false] {
        let found: [Bool]? = try layer(x, mask: mask, training: training).mask?.scalars()
        #expect(found == mask.scalars(), "\(layer)")
      }
    }
    for layer in [Conv1D(2, kernelSize: 2), MaxPooling1D(), GlobalMaxPooling1D(), Permute([2, 1])] {
      #expect(try layer(x, mask: mask).mask == nil, "\(layer)")
    }
  }

  // MARK: Kinds of input

  @Test func layersThatMoveNumbersKeepIntegers() throws {
    let x = Tensor([1, 2, 3, 4] as [Int32], shape: [1, 2, 2, 1])
    func expect(_ layer: Layer, _ expected: [Int32], _ input: Tensor) throws {
      let output = try layer(input)
      #expect(output.dtype == .int32 && output.scalars() == expected, "\(layer)")
    }
    try expect(Permute([2, 1, 3]), [1, 3, 2, 4], x)
    try expect(RepeatVector(2), [1, 2, 3, 4, 1, 2, 3, 4], x.reshaped(1, 4))
    try expect(ZeroPadding2D(padding: [[1, 0], [0, 1]]), [0, 0, 0, 1, 2, 0, 3, 4, 0], x)
    try expect(Cropping2D(cropping: [[1, 0], [0, 1]]), [3], x)
    try expect(UpSampling2D(size: [1, 2]), [1, 1, 2, 2, 3, 3, 4, 4], x)
    #expect(try UpSampling2D(interpolation: .bilinear)(x).dtype == .float32)
    #expect(try Rescaling(0.5, offset: 1)(x).floats == [1.5, 2, 2.5, 3])
  }

  @Test func eachStepOfASequenceByItself() throws {
    let x = numbers([2, 3, 4, 5], seed: 7)
    for layer in [
      Conv1D(2, kernelSize: 2), LayerNormalization(axis: [1, 2]), MaxPooling1D(), GlobalAveragePooling1D(),
      Permute([2, 1]),
    ] {
      let found = try TimeDistributed(layer)(x)
      for step in 0..<3 {
        expectClose(found[.all, step].floats, try layer(x[.all, step]).floats, "\(layer)")
      }
    }
    // Mean and variance of whole batches: what is one step must stay one.
    let overSamples = LayerNormalization(axis: 0, center: false, scale: false)
    let steps = try TimeDistributed(overSamples)(x)
    expectClose(steps[.all, 1].floats, try overSamples(x[.all, 1]).floats)
  }
}
