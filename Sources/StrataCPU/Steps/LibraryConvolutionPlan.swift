import COneDNN
import CStrataKernels
import StrataGraph

/// A convolution, or a gradient of one, by oneDNN.
///
/// Activations stay channels-last. The kernel may be packed as the library likes it, in a step of its own: once for a
/// series of runs, if the kernel is fixed.
struct LibraryConvolutionPlan: StepPlan {
  let label: String
  private let dtype: DType
  private let primitive: Primitive
  private let arguments: [Argument]
  private let kernelArgument: Int32
  private let plainKernel: MemoryDescriptor
  private let packedKernel: MemoryDescriptor
  private let packing: Primitive?
  private let kernelView: View
  private let kernelIsResult: Bool
  private let kernelIsFixed: Bool
  private let scratchpadByteCount: Int

  private typealias Argument = (index: Int32, descriptor: MemoryDescriptor, view: View)

  /// - Parameter partCount: into how many equal parts the batch is divided; the primitive computes one of them.
  init(_ plan: Plan, unit: Int, partCount: Int = 1) throws {
    let node = plan.units[unit].nodes[0]
    let whole = plan.convolutionShape(node)!
    let shape = whole.part(of: partCount)
    let epilogue = plan.units[unit].epilogue
    let operation = plan.nodes[node].operation
    let dtype = plan.nodes[node].types[0].dtype
    self.dtype = dtype
    let input = try shape.activations(shape.input, dtype)
    let output = try shape.activations(shape.output, dtype)
    plainKernel = try shape.plainKernel(dtype)
    let bias = try epilogue.map { _ in try MemoryDescriptor(dtype, sizes: [shape.kernel.last!], strides: [1])
    }
    primitive = try shape.primitive(for: operation, dtype, bias: bias)
    let operands = plan.nodes[node].operands.map(plan.view(of:))
    let result = Value(node: plan.units[unit].nodes.last!)
    let resultView = View(result, shape: plan[result].shape)
    var name = "\(operation.name) \(whole.input) with \(whole.kernel)"

    switch operation {
    case .convolutionInputGradient:
      arguments = [(DNNL_ARG_DIFF_DST, output, operands[0]), (DNNL_ARG_DIFF_SRC, input, resultView)]
      (kernelArgument, kernelView, kernelIsResult) = (DNNL_ARG_WEIGHTS, operands[1], false)
      packedKernel = try primitive.memoryDescriptor(dnnl_query_weights_md)
    case .convolutionKernelGradient:
      arguments = [(DNNL_ARG_SRC, input, operands[0]), (DNNL_ARG_DIFF_DST, output, operands[1])]
      (kernelArgument, kernelView, kernelIsResult) = (DNNL_ARG_DIFF_WEIGHTS, resultView, true)
      packedKernel = try primitive.memoryDescriptor(dnnl_query_diff_weights_md)
    default:
      var all: [Argument] = [(DNNL_ARG_SRC, input, operands[0]), (DNNL_ARG_DST, output, resultView)]
      if let bias, let view = epilogue?.bias { all.append((DNNL_ARG_BIAS, bias, view)) }
      arguments = all
      (kernelArgument, kernelView, kernelIsResult) = (DNNL_ARG_WEIGHTS, operands[1], false)
      packedKernel = try primitive.memoryDescriptor(dnnl_query_weights_md)
      name += epilogue == nil ? "" : " + bias"
    }
    label = name
    kernelIsFixed = !kernelIsResult && plan.fixedValues.contains(kernelView.root!)
    scratchpadByteCount = try primitive.memoryDescriptor(dnnl_query_scratchpad_md).byteCount
    if packedKernel == plainKernel {
      packing = nil
    } else {
      packing =
        kernelIsResult
        ? try Primitive.reorder(from: packedKernel, to: plainKernel)
        : try Primitive.reorder(from: plainKernel, to: packedKernel)
    }
  }

  // MARK: Scratch: the library's own, the packed kernel unless it is kept, the packing's own

  private var packedOffset: Int { (scratchpadByteCount + 63) / 64 * 64 }
  private var packingOffset: Int {
    packedOffset + (kernelIsFixed ? 0 : (packedKernel.byteCount + 63) / 64 * 64)
  }

  var scratchByteCount: Int {
    get throws {
      guard let packing else { return scratchpadByteCount }
      return packingOffset + (try packing.memoryDescriptor(dnnl_query_scratchpad_md).byteCount)
    }
  }

  var keptByteCount: Int { kernelIsFixed && packing != nil ? packedKernel.byteCount : 0 }

  func makePreparation(_ addresses: AddressBook, _ memory: StepMemory) throws -> Step? {
    kernelIsFixed ? try packingStep(addresses, memory) : nil
  }

  func makeStep(_ addresses: AddressBook, _ memory: StepMemory) throws -> Step {
    let main = try primitiveStep(addresses, memory) { addresses.start(of: $0.view, dtype) }
    guard let packing = try packingInEachRun(addresses, memory) else { return main }
    return CompositeStep(label: main.label + ", packed", kernelIsResult ? [main, packing] : [packing, main])
  }

  /// The steps of a convolution of which the parts of the batch are computed one after the other.
  /// - Parameters:
  ///   - result: where each part leaves its result.
  ///   - follow: makes the step that comes after a part.
  func makeSteps(
    partCount: Int, result: StrataAddress, _ addresses: AddressBook, _ memory: StepMemory,
    follow: (Int) -> Step
  ) throws -> [Step] {
    var steps: [Step] = []
    if let packing = try packingInEachRun(addresses, memory) { steps.append(packing) }
    for part in 0..<partCount {
      let convolution = try primitiveStep(addresses, memory) { argument in
        let start = addresses.start(of: argument.view, dtype)
        switch argument.index {
        case DNNL_ARG_DST: return result
        case DNNL_ARG_SRC: return start.advanced(by: part * argument.descriptor.byteCount)
        default: return start
        }
      }
      steps += [convolution, follow(part)]
    }
    return steps
  }

  private func primitiveStep(
    _ addresses: AddressBook, _ memory: StepMemory, _ address: (Argument) -> StrataAddress
  ) throws -> Step {
    let kernel = packing == nil ? addresses.start(of: kernelView, dtype) : packedAddress(memory)
    return try PrimitiveStep(
      label: label, primitive,
      arguments.map { .init(index: $0.index, descriptor: $0.descriptor, address: address($0)) } + [
        .init(index: kernelArgument, descriptor: packedKernel, address: kernel)
      ], scratch: memory.scratch)
  }

  private func packingInEachRun(_ addresses: AddressBook, _ memory: StepMemory) throws -> Step? {
    kernelIsFixed ? nil : try packingStep(addresses, memory)
  }

  private func packedAddress(_ memory: StepMemory) -> StrataAddress {
    kernelIsFixed ? memory.kept : memory.scratch.advanced(by: packedOffset)
  }

  /// Packs the kernel, or unpacks it if it is the result.
  private func packingStep(_ addresses: AddressBook, _ memory: StepMemory) throws -> Step? {
    guard let packing else { return nil }
    let plain = (plainKernel, addresses.start(of: kernelView, dtype))
    let packed = (packedKernel, packedAddress(memory))
    let (from, to) = kernelIsResult ? (packed, plain) : (plain, packed)
    return try PrimitiveStep(
      label: "\(kernelIsResult ? "unpack" : "pack") for \(label)", packing,
      [
        .init(index: DNNL_ARG_FROM, descriptor: from.0, address: from.1),
        .init(index: DNNL_ARG_TO, descriptor: to.0, address: to.1),
      ], scratch: memory.scratch.advanced(by: packingOffset))
  }
}
