import CStrataKernels
import StrataGraph

/// Elementwise operations that run together, one tile of elements after the other.
final class ChainStep: Step {
  private let reads: CArray<StrataRead>
  private let instructions: CArray<StrataInstruction>
  private let writes: CArray<StrataWrite>
  private let reductions: CArray<StrataChainReduction>
  private var chain: StrataChain

  init(
    label: String, _ chain: StrataChain, reads: [StrataRead], instructions: [StrataInstruction],
    writes: [StrataWrite], reductions: [StrataChainReduction]
  ) {
    self.reads = CArray(reads)
    self.instructions = CArray(instructions)
    self.writes = CArray(writes)
    self.reductions = CArray(reductions)
    self.chain = chain
    self.chain.reads = UnsafePointer(self.reads.pointer)
    self.chain.read_count = Int64(reads.count)
    self.chain.instructions = UnsafePointer(self.instructions.pointer)
    self.chain.instruction_count = Int64(instructions.count)
    self.chain.writes = UnsafePointer(self.writes.pointer)
    self.chain.write_count = Int64(writes.count)
    self.chain.reductions = UnsafePointer(self.reductions.pointer)
    self.chain.reduction_count = Int64(reductions.count)
    super.init(label: label, usesThreads: chain.parts > 1)
  }

  override func run(_ bases: UnsafePointer<UnsafeMutableRawPointer?>) { strata_chain_run(&chain, bases) }
}
