import COneDNN
import StrataGraph

extension OneDNN {
  /// Whether the processor multiplies `bfloat16` and adds up in float32.
  static let hasBFloat16 =
    dnnl_get_effective_cpu_isa().rawValue & dnnl_cpu_isa_avx512_core_bf16.rawValue
    == dnnl_cpu_isa_avx512_core_bf16.rawValue

  /// Whether the library has a fast routine for an operation on elements of two bytes, so that it need not be done in
  /// float32.
  static func takesHalves(_ operation: Operation, _ operands: [TensorType]) -> Bool {
    guard hasBFloat16, operands.allSatisfy({ $0.dtype == .bfloat16 }) else { return false }
    switch operation {
    case .dot(let axes): return axes.leftContracting.allSatisfy { operands[0].shape[$0] > 0 }
    case .convolution, .convolutionInputGradient, .convolutionKernelGradient:
      guard let result = try? operation.resultTypes(operands)[0],
        let shape = ConvolutionShape(operation, operands: operands.map(\.shape), result: result.shape),
        shape.suitsLibrary, let primitive = try? shape.primitive(for: operation, .bfloat16, bias: nil)
      else { return false }
      return !primitive.implementation.hasPrefix("ref")
    default: return false
    }
  }
}
