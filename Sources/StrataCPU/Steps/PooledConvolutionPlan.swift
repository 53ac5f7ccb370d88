import COneDNN
import CStrataKernels
import StrataGraph

/// A convolution by oneDNN and the maximum over windows behind it, for one part of the batch after the other.
struct PooledConvolutionPlan: StepPlan {
  private let convolution: LibraryConvolutionPlan
  private let pool: StrataWindow
  private let partCount: Int
  private let result: Value
  /// The bytes that a part of the batch has behind the convolution, and behind the maximum.
  private let filteredByteCount: Int
  private let pooledByteCount: Int
  private let label: String

  init(_ plan: Plan, unit: Int, _ pooling: FusedPooling) throws {
    partCount = pooling.partCount
    convolution = try LibraryConvolutionPlan(plan, unit: unit, partCount: partCount)
    pool = plan.poolDescription(pooling)
    result = Value(node: plan.units[unit].nodes.last!)
    filteredByteCount = plan.nodes[plan.units[unit].nodes[0]].types[0].byteCount / partCount
    pooledByteCount = plan[result].byteCount / partCount
    label =
      "\(convolution.label), reduceWindow" + (pooling.hasRelu ? " + maximum" : "") + ", \(partCount) parts"
  }

  private var filteredOffset: Int {
    get throws { (try convolution.scratchByteCount + 63) / 64 * 64 }
  }

  var scratchByteCount: Int { get throws { try filteredOffset + filteredByteCount } }

  var keptByteCount: Int { convolution.keptByteCount }

  func makePreparation(_ addresses: AddressBook, _ memory: StepMemory) throws -> Step? {
    try convolution.makePreparation(addresses, memory)
  }

  func makeStep(_ addresses: AddressBook, _ memory: StepMemory) throws -> Step {
    let filtered = memory.scratch.advanced(by: try filteredOffset)
    let steps = try convolution.makeSteps(
      partCount: partCount, result: filtered, addresses, memory
    ) { part in
      var pool = pool
      pool.operand = filtered
      pool.source = filtered
      pool.result = addresses[result].advanced(by: part * pooledByteCount)
      return KernelStep(label: "reduceWindow maximum", pool, strata_pool_run)
    }
    return CompositeStep(label: label, steps)
  }
}
