import CStrataKernels
import StrataGraph

/// Plans a dot of which each thread computes a fixed part in tiles of our own.
///
/// The gradient of a kernel need not lie in memory: an update of the kernel runs on some rows of it at a time, when these
/// have been computed, and what else it reads is brought into the cache meanwhile. With 1,024 × 1,024 weights and a batch
/// of 128, dot and update of Adam take 1.49 ms instead of 1.27 and 0.36.
struct TiledDotPlan: StepPlan {
  private let dot: SharedDot
  private let update: ChainPlan?

  /// - Parameter update: what alone reads the result.
  init(_ dot: SharedDot, update: ChainPlan?) {
    (self.dot, self.update) = (dot, update)
  }

  private var dotScratchByteCount: Int {
    var kernel = kernel
    return (Int(strata_shared_dot_scratch(&kernel)) + 63) / 64 * 64
  }

  var scratchByteCount: Int { dotScratchByteCount + (update?.scratchByteCount ?? 0) }

  /// All but where things lie.
  private var kernel: StrataSharedDot {
    var kernel = StrataSharedDot()
    kernel.axis = dot.axis.kernelAxis
    (kernel.rows, kernel.length) = (Int64(dot.left.rows.size), Int64(dot.left.columns.size))
    kernel.columns = Int64(dot.columns)
    kernel.left_stride = Int64(dot.left.lineStride)
    kernel.right_stride = Int64(dot.right.lineStride)
    kernel.parts = Int64(dot.partCount)
    kernel.updates = update != nil
    return kernel
  }

  func makeStep(_ addresses: AddressBook, _ memory: StepMemory) -> Step {
    var kernel = kernel
    kernel.left = addresses.start(of: dot.left.view, .float32)
    kernel.right = addresses.start(of: dot.right.view, .float32)
    kernel.scratch = memory.scratch
    if let update {
      let scratch = memory.scratch.advanced(by: dotScratchByteCount)
      let step = update.makeChainStep(addresses, StepMemory(scratch: scratch, kept: memory.kept))
      return KernelUpdateStep(label: "\(dot.label) (tiles), \(update.label)", kernel, step)
    }
    kernel.result = addresses[dot.result]
    return TiledDotStep(
      label: "\(dot.label) (tiles)", kernel, sum: dot.sum(addresses, parts: memory.scratch))
  }
}

extension SharedAxis {
  fileprivate var kernelAxis: StrataSharedAxis {
    switch self {
    case .rows: STRATA_SHARED_ROWS
    case .length: STRATA_SHARED_LENGTH
    case .columns: STRATA_SHARED_COLUMNS
    }
  }
}

extension MatrixView {
  /// Elements from one dense row or column to the next.
  fileprivate var lineStride: Int { isTransposed ? columns.stride : rows.stride }
}

/// A dot by tiles.
private final class TiledDotStep: Step {
  private var dot: StrataSharedDot
  private var sum: StrataPartSum?

  init(label: String, _ dot: StrataSharedDot, sum: StrataPartSum?) {
    self.dot = dot
    self.sum = sum
    super.init(label: label)
  }

  override func run(_ bases: UnsafePointer<UnsafeMutableRawPointer?>) {
    strata_shared_dot_run(&dot, bases)
    if sum != nil { strata_sum_parts(&sum!, bases) }
  }
}

/// The gradient of a kernel together with the kernel's update.
private final class KernelUpdateStep: Step {
  private var dot: StrataSharedDot
  private let update: ChainStep

  init(label: String, _ dot: StrataSharedDot, _ update: ChainStep) {
    self.dot = dot
    self.update = update
    super.init(label: label)
    self.dot.update = UnsafePointer(update.chain.pointer)
  }

  override func run(_ bases: UnsafePointer<UnsafeMutableRawPointer?>) { strata_shared_dot_run(&dot, bases) }
}
