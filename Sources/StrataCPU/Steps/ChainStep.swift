import CStrataKernels
import StrataGraph

/// Elementwise operations that run together, one tile of elements after the other.
final class ChainStep: Step {
  private let reads: CArray<StrataRead>
  private let instructions: CArray<StrataInstruction>
  private let writes: CArray<StrataWrite>
  private let reductions: CArray<StrataChainReduction>
  /// What the arrays make up, where C code finds it.
  let chain: CArray<StrataChain>

  init(
    label: String, _ chain: StrataChain, reads: [StrataRead], instructions: [StrataInstruction],
    writes: [StrataWrite], reductions: [StrataChainReduction]
  ) {
    self.reads = CArray(reads)
    self.instructions = CArray(instructions)
    self.writes = CArray(writes)
    self.reductions = CArray(reductions)
    var chain = chain
    chain.reads = UnsafePointer(self.reads.pointer)
    chain.read_count = Int64(reads.count)
    chain.instructions = UnsafePointer(self.instructions.pointer)
    chain.instruction_count = Int64(instructions.count)
    chain.writes = UnsafePointer(self.writes.pointer)
    chain.write_count = Int64(writes.count)
    chain.reductions = UnsafePointer(self.reductions.pointer)
    chain.reduction_count = Int64(reductions.count)
    self.chain = CArray([chain])
    super.init(label: label, usesThreads: chain.parts > 1)
  }

  override func run(_ bases: UnsafePointer<UnsafeMutableRawPointer?>) {
    strata_chain_run(chain.pointer, bases)
  }
}
