import CStrataKernels
import StrataGraph

/// Plans a recurrence: its step is a program of its own, planned once.
///
/// Where a step computes each sample of a batch by itself, each thread runs all steps for its part of the batch. Threads
/// then need not wait for each other in each step, and what one step leaves to the next stays in a processor's caches.
struct ScanPlan: StepPlan {
  private let scan: Scan
  /// The recurrence for a thread's part of the batch, or for all of it.
  private let part: Scan
  /// One for each part.
  private let programs: [CPUExecutable]
  private let operands: [View]
  private let results: [Value]
  let scratchByteCount = 0

  init(_ plan: Plan, node: Int, _ scan: Scan) throws {
    self.scan = scan
    let divided = Self.divided(scan)
    let part = divided ?? scan
    // A carry lies where the result is to be, and each step updates it in place.
    let donations = Dictionary(uniqueKeysWithValues: (0..<scan.carryCount).map { ($0, $0) })
    let partCount = divided == nil ? 1 : Int(strata_thread_count())
    programs = try OneDNN.limitingThreads(divided != nil) {
      try (0..<partCount).map { _ in
        try CPUExecutable(part.body, donations: donations, fixedInputs: Set(scan.constants))
      }
    }
    self.part = part
    operands = plan.nodes[node].operands.map(plan.view(of:))
    results = plan.nodes[node].types.indices.map { Value(node: node, result: $0) }
  }

  /// Bytes of constants that a second-level cache holds beside what a step computes.
  private static let cachedByteCount = 768 << 10

  /// The recurrence for an equal part of the batch for each thread, if that is worth it. Where each thread would read all
  /// of a kernel for one sample, or all of a large kernel for few samples, threads had better share the kernel.
  private static func divided(_ scan: Scan) -> Scan? {
    let threads = Int(strata_thread_count())
    let elementCount = scan.body.nodes.reduce(0) { $0 + $1.types.reduce(0) { $0 + $1.count } }
    guard threads > 1, scan.length * elementCount >= DotPlan.leastSharedWork,
      let part = scan.dividingBatch(by: threads)
    else { return nil }
    let constants = scan.constants.reduce(0) { $0 + scan.body[scan.body.inputs[$1]].byteCount }
    let sampleCount = part.body[part.body.inputs[0]].shape[0]
    return sampleCount >= (constants <= cachedByteCount ? 2 : 16) ? part : nil
  }

  func makeStep(_ addresses: AddressBook, _ memory: StepMemory) -> Step {
    let carries = (0..<scan.carryCount).map { carry in
      let type = scan.body[scan.body.inputs[carry]]
      let start = addresses.start(of: operands[carry], type.dtype)
      return CopyStep(from: start, to: addresses[results[carry]], byteCount: type.byteCount)
    }
    let parts = programs.enumerated().map { index, program in
      ScanStep.Part(program: program, pointers: pointers(addresses, part: index))
    }
    return ScanStep(parts, carries: carries, length: scan.length, isReversed: scan.isReversed)
  }

  /// Where the inputs and outputs of a part's program lie.
  private func pointers(_ addresses: AddressBook, part index: Int) -> [ScanStep.Pointer] {
    /// - Parameter isStacked: whether each step has its own.
    func pointer(_ start: StrataAddress, _ whole: TensorType, _ part: TensorType, isStacked: Bool)
      -> ScanStep.Pointer
    {
      ScanStep.Pointer(
        start: part == whole ? start : start.advanced(by: index * part.byteCount),
        stride: isStacked ? whole.byteCount : 0)
    }
    let inputs = scan.body.inputs.indices.map { position in
      let whole = scan.body[scan.body.inputs[position]]
      let start =
        position < scan.carryCount
        ? addresses[results[position]] : addresses.start(of: operands[position], whole.dtype)
      return pointer(
        start, whole, part.body[part.body.inputs[position]],
        isStacked: scan.sequences.contains(position))
    }
    let outputs = scan.body.outputs.indices.map { position in
      pointer(
        addresses[results[position]], scan.body[scan.body.outputs[position]],
        part.body[part.body.outputs[position]], isStacked: position >= scan.carryCount)
    }
    return inputs + outputs
  }
}

/// A program that runs once for each slice of its sequences, and for each part of the batch on a thread of its own.
final class ScanStep: Step {
  /// Where an input or output of the program lies in step 0, and how many bytes further on in the next.
  struct Pointer {
    let start: StrataAddress
    let stride: Int
  }

  struct Part {
    let program: CPUExecutable
    let pointers: [Pointer]
  }

  private let programs: [CPUExecutable]
  private let pointers: [CArray<Pointer>]
  private let carries: [CopyStep]
  private let length: Int
  private let isReversed: Bool

  init(_ parts: [Part], carries: [CopyStep], length: Int, isReversed: Bool) {
    programs = parts.map(\.program)
    pointers = parts.map { CArray($0.pointers) }
    self.carries = carries
    self.length = length
    self.isReversed = isReversed
    let stepCount = parts[0].program.stepCount
    super.init(
      label: "scan \(length): \(stepCount) steps"
        + (parts.count > 1 ? " by \(parts.count) parts of the batch" : ""),
      usesThreads: parts.count > 1 || parts[0].program.usesThreads)
  }

  private struct Run {
    let step: Unmanaged<ScanStep>
    let bases: UnsafePointer<UnsafeMutableRawPointer?>
  }

  override func run(_ bases: UnsafePointer<UnsafeMutableRawPointer?>) {
    for index in carries.indices { carries[index].run(bases) }
    if programs.count == 1 { return run(part: 0, bases) }
    var run = Run(step: .passUnretained(self), bases: bases)
    strata_parallel(
      { context, part in
        let run = context!.assumingMemoryBound(to: Run.self).pointee
        run.step.takeUnretainedValue().run(part: Int(part), run.bases)
      }, &run, Int64(programs.count))
  }

  private func run(part: Int, _ bases: UnsafePointer<UnsafeMutableRawPointer?>) {
    let (program, pointers) = (programs[part], pointers[part])
    for step in 0..<length {
      let position = isReversed ? length - 1 - step : step
      for index in 0..<pointers.count {
        let pointer = pointers.pointer[index]
        program.setPointer(index, pointer.start.resolve(bases) + position * pointer.stride)
      }
      if step == 0 { program.prepare() }
      program.runSteps()
    }
  }
}
