import COneDNN
import CStrataKernels
import StrataGraph

/// A matrix product whose right operand is fixed: it is laid out once as the library likes it best.
struct PackedDotPlan: StepPlan {
  /// Up to so many columns the library is as fast with the plain layout, if that is not transposed. With 1,024 of them,
  /// it takes 1.1 (128 rows) to 2.7 times (one row) as long.
  private static let mostPlainColumns = 256

  private let label: String
  private let dtype: DType
  private let left: MatrixView
  private let right: MatrixView
  private let bias: View?
  private let result: Value
  private let usesThreads: Bool
  private let primitive: Primitive
  private let packing: Primitive
  private let descriptors: Descriptors

  private struct Descriptors {
    let left: MemoryDescriptor
    let right: MemoryDescriptor
    let packed: MemoryDescriptor
    let bias: MemoryDescriptor
    let result: MemoryDescriptor
  }

  /// - Returns: nil if the right operand changes, or is good as it is.
  init?(_ plan: Plan, unit: Int, _ axes: DotAxes) throws {
    let node = plan.units[unit].nodes[0]
    let operands = plan.matrices(of: node, axes)
    guard let left = operands.left, let right = operands.right, let root = right.view.root,
      plan.fixedValues.contains(root), [.float32, .bfloat16].contains(plan.nodes[node].types[0].dtype),
      left.batch.size == 1, left.columns.size > 0,
      right.columns.size > Self.mostPlainColumns || right.columns.stride != 1
    else { return nil }
    let dtype = plan.nodes[node].types[0].dtype
    (self.dtype, self.left, self.right) = (dtype, left, right)
    result = Value(node: plan.units[unit].nodes.last!)
    bias = plan.units[unit].epilogue?.bias
    let (rows, length, columns) = (left.rows.size, left.columns.size, right.columns.size)
    let source = try MemoryDescriptor(
      dtype, sizes: [rows, length], strides: [left.rows.stride, left.columns.stride])
    let plain = try MemoryDescriptor(
      dtype, sizes: [length, columns], strides: [right.rows.stride, right.columns.stride])
    let biasRow = try MemoryDescriptor(dtype, sizes: [1, columns], strides: [columns, 1])
    let destination = try MemoryDescriptor(dtype, sizes: [rows, columns], strides: [columns, 1])
    let (usesThreads, hasBias) = (rows * length * columns >= DotPlan.leastSharedWork, bias != nil)
    self.usesThreads = usesThreads
    primitive = try OneDNN.limitingThreads(!usesThreads) {
      try Primitive.matmul(
        source: source, weights: MemoryDescriptor(dtype, anyLayoutOf: [length, columns]),
        bias: hasBias ? biasRow : nil, destination: destination, PrimitiveAttributes())
    }
    let packed = try primitive.memoryDescriptor(dnnl_query_weights_md)
    if packed == plain { return nil }
    packing = try Primitive.reorder(from: plain, to: packed)
    descriptors = Descriptors(
      left: source, right: plain, packed: packed, bias: biasRow, result: destination)
    label = "dot \(rows)×\(length)×\(columns)" + (bias == nil ? "" : " + bias") + ", packed"
  }

  var scratchByteCount: Int {
    get throws {
      try max(
        primitive.memoryDescriptor(dnnl_query_scratchpad_md).byteCount,
        packing.memoryDescriptor(dnnl_query_scratchpad_md).byteCount)
    }
  }

  var keptByteCount: Int { descriptors.packed.byteCount }

  func makePreparation(_ addresses: AddressBook, _ memory: StepMemory) throws -> Step? {
    try PrimitiveStep(
      label: "pack for \(label)", packing,
      [
        .init(
          index: DNNL_ARG_FROM, descriptor: descriptors.right,
          address: addresses.start(of: right.view, dtype)),
        .init(index: DNNL_ARG_TO, descriptor: descriptors.packed, address: memory.kept),
      ], scratch: memory.scratch)
  }

  func makeStep(_ addresses: AddressBook, _ memory: StepMemory) throws -> Step {
    var arguments = [
      PrimitiveStep.Argument(
        index: DNNL_ARG_SRC, descriptor: descriptors.left, address: addresses.start(of: left.view, dtype)),
      PrimitiveStep.Argument(index: DNNL_ARG_WEIGHTS, descriptor: descriptors.packed, address: memory.kept),
      PrimitiveStep.Argument(
        index: DNNL_ARG_DST, descriptor: descriptors.result, address: addresses[result]),
    ]
    if let bias {
      arguments.append(
        PrimitiveStep.Argument(
          index: DNNL_ARG_BIAS, descriptor: descriptors.bias, address: addresses.start(of: bias, dtype)))
    }
    return try PrimitiveStep(
      label: label, primitive, arguments, scratch: memory.scratch, usesThreads: usesThreads)
  }
}
