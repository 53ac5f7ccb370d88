import COneDNN
import CStrataKernels
import StrataGraph

/// Plans a dot product: one of oneDNN's two routines for float32, its primitive for bfloat16, own loops for the rest.
struct DotPlan: StepPlan {
  private let label: String
  private let dtype: DType
  private let left: MatrixView
  private let right: MatrixView
  private let bias: View?
  private let result: Value
  /// Whether `GemmStep` computes it.
  private let usesGemm: Bool
  private let primitive: Primitive?
  private let descriptors: [MemoryDescriptor]

  private let usesThreads: Bool

  /// Products of fewer multiplications are done on one thread before another has taken over some of them.
  static let leastSharedWork = 65_536

  init(_ plan: Plan, unit: Int, _ axes: DotAxes) throws {
    let node = plan.units[unit].nodes[0]
    let operands = plan.matrices(of: node, axes)
    guard let left = operands.left, let right = operands.right else {
      throw EngineError("the operands of a dot product are not matrices")
    }
    (self.left, self.right) = (left, right)
    result = Value(node: plan.units[unit].nodes.last!)
    let dtype = plan.nodes[node].types[0].dtype
    self.dtype = dtype
    bias = plan.units[unit].epilogue?.bias
    let (batch, rows, length, columns) = (
      left.batch.size, left.rows.size, left.columns.size, right.columns.size
    )
    label =
      "dot \(batch > 1 ? "\(batch)×" : "")\(rows)×\(length)×\(columns)"
      + (bias == nil ? "" : " + bias")
    usesThreads = batch * rows * length * columns >= Self.leastSharedWork
    usesGemm =
      dtype == .float32 && length > 0 && batch == 1 && bias == nil
      && GemmStep.suits(left: left, right: right)
    guard dtype == .float32 || dtype == .bfloat16, length > 0, !usesGemm else {
      (primitive, descriptors) = (nil, [])
      return
    }
    // A batch that is broadcast has one matrix for oneDNN.
    func descriptor(_ matrix: MatrixView) throws -> MemoryDescriptor {
      if batch == 1 {
        return try MemoryDescriptor(
          dtype, sizes: [matrix.rows.size, matrix.columns.size],
          strides: [matrix.rows.stride, matrix.columns.stride])
      }
      let count = matrix.batch.stride == 0 ? 1 : batch
      return try MemoryDescriptor(
        dtype, sizes: [count, matrix.rows.size, matrix.columns.size],
        strides: [
          count == 1 ? matrix.rows.size * matrix.columns.size : matrix.batch.stride, matrix.rows.stride,
          matrix.columns.stride,
        ])
    }
    let lead = batch == 1 ? [] : [batch]
    let resultShape = lead + [rows, columns]
    let biasShape = lead.map { _ in 1 } + [1, columns]
    let resultDescriptor = try MemoryDescriptor(
      dtype, sizes: resultShape, strides: rowMajorStrides(resultShape))
    let biasDescriptor =
      try bias == nil ? nil : MemoryDescriptor(dtype, sizes: biasShape, strides: rowMajorStrides(biasShape))
    let (source, weights) = (try descriptor(left), try descriptor(right))
    primitive = try OneDNN.limitingThreads(!usesThreads) {
      try Primitive.matmul(
        source: source, weights: weights, bias: biasDescriptor, destination: resultDescriptor,
        PrimitiveAttributes())
    }
    descriptors = [source, weights, resultDescriptor] + [biasDescriptor].compactMap { $0 }
  }

  var scratchByteCount: Int {
    get throws { try primitive?.memoryDescriptor(dnnl_query_scratchpad_md).byteCount ?? 0 }
  }

  func makeStep(_ addresses: AddressBook, _ memory: StepMemory) throws -> Step {
    let leftStart = addresses.start(of: left.view, dtype)
    let rightStart = addresses.start(of: right.view, dtype)
    if usesGemm {
      return GemmStep(
        label: label,
        Gemm(left: left, at: leftStart, right: right, at: rightStart, result: addresses[result]),
        usesThreads: usesThreads)
    }
    guard let primitive else {
      var dot = StrataDot()
      dot.type = dtype.kernelType
      (dot.left, dot.right, dot.result) = (leftStart, rightStart, addresses[result])
      (dot.batch, dot.rows) = (Int64(left.batch.size), Int64(left.rows.size))
      (dot.length, dot.columns) = (Int64(left.columns.size), Int64(right.columns.size))
      (dot.left_batch_stride, dot.right_batch_stride) = (Int64(left.batch.stride), Int64(right.batch.stride))
      (dot.left_row_stride, dot.left_column_stride) = (Int64(left.rows.stride), Int64(left.columns.stride))
      (dot.right_row_stride, dot.right_column_stride) = (
        Int64(right.rows.stride), Int64(right.columns.stride)
      )
      return KernelStep(label: label, dot, strata_dot_run)
    }
    var arguments = [
      PrimitiveStep.Argument(index: DNNL_ARG_SRC, descriptor: descriptors[0], address: leftStart),
      PrimitiveStep.Argument(index: DNNL_ARG_WEIGHTS, descriptor: descriptors[1], address: rightStart),
      PrimitiveStep.Argument(index: DNNL_ARG_DST, descriptor: descriptors[2], address: addresses[result]),
    ]
    if let bias {
      arguments.append(
        PrimitiveStep.Argument(
          index: DNNL_ARG_BIAS, descriptor: descriptors[3], address: addresses.start(of: bias, dtype)))
    }
    return try PrimitiveStep(
      label: label, primitive, arguments, scratch: memory.scratch, usesThreads: usesThreads)
  }
}
