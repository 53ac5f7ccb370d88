import COneDNN
import StrataGraph

/// A convolution in oneDNN's terms.
extension ConvolutionShape {
  /// The primitive for a convolution or one of its gradients, with a kernel as the library likes it.
  func primitive(for operation: Operation, _ dtype: DType, bias: MemoryDescriptor?) throws -> Primitive {
    let convolution = ConvolutionDescription(geometry)
    let (input, output) = (try activations(input, dtype), try activations(output, dtype))
    let anyKernel = try MemoryDescriptor(dtype, anyLayoutOf: kernelSizes)
    return switch operation {
    case .convolutionInputGradient:
      try convolution.inputGradient(
        input: input, kernel: anyKernel, output: output, prefersDirectKernel: prefersDirectInputGradient)
    case .convolutionKernelGradient:
      try convolution.kernelGradient(input: input, kernel: anyKernel, output: output)
    default:
      try convolution.forward(
        input: input, kernel: anyKernel, bias: bias, output: output, prefersDirectKernel: prefersDirectKernel)
    }
  }

  /// `[batch, spatial…, channels]` as oneDNN names it: `[batch, channels, spatial…]` with strides.
  func activations(_ shape: [Int], _ dtype: DType) throws -> MemoryDescriptor {
    let order = [0, shape.count - 1] + Array(1..<(shape.count - 1))
    let strides = rowMajorStrides(shape)
    return try MemoryDescriptor(dtype, sizes: order.map { shape[$0] }, strides: order.map { strides[$0] })
  }

  /// `[filters, channels, spatial…]`, with an axis of groups before it if there are several.
  private var kernelSizes: [Int] {
    let (rank, groups) = (spatialRank, geometry.groups)
    let filters = kernel[rank + 1]
    return (groups == 1 ? [filters] : [groups, filters / groups]) + [kernel[rank]] + kernel[..<rank]
  }

  /// The kernel as the graph has it.
  func plainKernel(_ dtype: DType) throws -> MemoryDescriptor {
    let (rank, groups) = (spatialRank, geometry.groups)
    let strides = rowMajorStrides(kernel)
    let lead = groups == 1 ? [1] : [kernel[rank + 1] / groups, 1]
    return try MemoryDescriptor(
      dtype, sizes: kernelSizes, strides: lead + [strides[rank]] + strides[..<rank])
  }
}
