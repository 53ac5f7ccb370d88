import COneDNN
import CStrataKernels
import StrataGraph

/// Sizes of a convolution and which tensors take part, whichever of them is computed.
struct ConvolutionShape {
  let geometry: ConvolutionGeometry
  /// Shapes as the graph has them: channels last.
  let input: [Int]
  let kernel: [Int]
  let output: [Int]

  var spatialRank: Int { input.count - 2 }

  /// Whether oneDNN's loops over the elements of the kernel are faster than the batches of small products that are its
  /// first choice: they are if they find a whole image in the second-level cache and have two vectors of filters.
  var prefersDirectKernel: Bool { suitsDirectLoops && kernel.last! >= 32 }

  /// The same for the gradient with respect to the input. With strides, each product would be a very small one.
  var prefersDirectInputGradient: Bool { geometry.groups == 1 && isStrided || suitsDirectLoops }

  private var isStrided: Bool { geometry.strides.contains { $0 > 1 } }

  private var suitsDirectLoops: Bool {
    let imageByteCount = 4 * (input[1...].reduce(1, *) + output[1...].reduce(1, *))
    let isPointwise = kernel[..<spatialRank].allSatisfy { $0 == 1 }
    return geometry.groups == 1 && imageByteCount <= 512 << 10 && (isStrided || !isPointwise)
  }

  /// The same for one of so many equal parts of the batch.
  func part(of count: Int) -> ConvolutionShape {
    func divided(_ shape: [Int]) -> [Int] { [shape[0] / count] + shape.dropFirst() }
    return ConvolutionShape(
      geometry: geometry, input: divided(input), kernel: kernel, output: divided(output))
  }

  /// Whether oneDNN takes it: it knows neither negative padding nor tensors without elements.
  var suitsLibrary: Bool {
    (geometry.paddingLow + geometry.paddingHigh).allSatisfy { $0 >= 0 }
      && (input + kernel + output).allSatisfy { $0 > 0 }
  }
}

extension ConvolutionShape {
  /// The shapes of a convolution or one of its gradients; nil for another operation.
  init?(_ operation: Operation, operands: [[Int]], result: [Int]) {
    switch operation {
    case .convolution(let geometry):
      self.init(geometry: geometry, input: operands[0], kernel: operands[1], output: result)
    case .convolutionInputGradient(let geometry, _):
      self.init(geometry: geometry, input: result, kernel: operands[1], output: operands[0])
    case .convolutionKernelGradient(let geometry, _):
      self.init(geometry: geometry, input: operands[0], kernel: result, output: operands[1])
    default: return nil
    }
  }
}

extension Plan {
  /// The shapes of a node that is a convolution or one of its gradients.
  func convolutionShape(_ node: Int) -> ConvolutionShape? {
    ConvolutionShape(
      nodes[node].operation, operands: nodes[node].operands.map { self[$0].shape },
      result: nodes[node].types[0].shape)
  }

  /// Whether oneDNN computes a convolution.
  func usesLibrary(_ node: Int, _ geometry: ConvolutionGeometry) -> Bool {
    // Of bfloat16, only what it takes has been left.
    [.float32, .bfloat16].contains(nodes[node].types[0].dtype) && convolutionShape(node)!.suitsLibrary
  }

  func convolutionPlan(_ unit: Int, _ geometry: ConvolutionGeometry) throws -> any StepPlan {
    let node = units[unit].nodes[0]
    if let pooling = units[unit].pooling { return try PooledConvolutionPlan(self, unit: unit, pooling) }
    return usesLibrary(node, geometry)
      ? try LibraryConvolutionPlan(self, unit: unit) : plainConvolutionPlan(node, convolutionShape(node)!)
  }

  private func plainConvolutionPlan(_ node: Int, _ shape: ConvolutionShape) -> KernelPlan {
    var convolution = StrataConvolution()
    convolution.type = nodes[node].types[0].dtype.kernelType
    let rank = shape.spatialRank
    // Missing spatial axes count as one element.
    func padded(_ sizes: some Collection<Int>, with filler: Int) -> [Int] {
      [Int](repeating: filler, count: 3 - sizes.count) + sizes
    }
    withUnsafeMutableBytes(of: &convolution.input) { store(padded(shape.input[1...rank], with: 1), in: $0) }
    withUnsafeMutableBytes(of: &convolution.output) { store(padded(shape.output[1...rank], with: 1), in: $0) }
    withUnsafeMutableBytes(of: &convolution.kernel) { store(padded(shape.kernel[..<rank], with: 1), in: $0) }
    withUnsafeMutableBytes(of: &convolution.strides) {
      store(padded(shape.geometry.strides, with: 1), in: $0)
    }
    withUnsafeMutableBytes(of: &convolution.dilation) {
      store(padded(shape.geometry.dilation, with: 1), in: $0)
    }
    withUnsafeMutableBytes(of: &convolution.padding) {
      store(padded(shape.geometry.paddingLow, with: 0), in: $0)
    }
    convolution.batch = Int64(shape.input[0])
    convolution.groups = Int64(shape.geometry.groups)
    convolution.group_channels = Int64(shape.kernel[rank])
    convolution.group_filters = Int64(shape.kernel[rank + 1] / shape.geometry.groups)
    let operation = nodes[node].operation
    return KernelPlan { addresses, _ in
      convolution.left = address(0, of: node, addresses)
      convolution.right = address(1, of: node, addresses)
      convolution.result = addresses[Value(node: node)]
      let label = "\(operation.name) \(shape.input) with \(shape.kernel)"
      return switch operation {
      case .convolution: KernelStep(label: label, convolution, strata_convolution_run)
      case .convolutionInputGradient:
        KernelStep(label: label, convolution, strata_convolution_input_gradient_run)
      default: KernelStep(label: label, convolution, strata_convolution_kernel_gradient_run)
      }
    }
  }
}
