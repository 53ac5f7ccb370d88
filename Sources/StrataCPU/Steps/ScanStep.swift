import CStrataKernels
import StrataGraph

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Plans a recurrence: its step is a program of its own, planned once.
struct ScanPlan: StepPlan {
  private let scan: Scan
  private let step: CPUExecutable
  private let operands: [View]
  private let results: [Value]
  let scratchByteCount = 0

  init(_ plan: Plan, node: Int, _ scan: Scan) throws {
    self.scan = scan
    // A carry lies where the result is to be, and each step updates it in place.
    let donations = Dictionary(uniqueKeysWithValues: (0..<scan.carryCount).map { ($0, $0) })
    step = try CPUExecutable(scan.body, donations: donations, fixedInputs: Set(scan.constants))
    operands = plan.nodes[node].operands.map(plan.view(of:))
    results = plan.nodes[node].types.indices.map { Value(node: node, result: $0) }
  }

  func makeStep(_ addresses: AddressBook, _ memory: StepMemory) -> Step {
    let body = scan.body
    let starts = zip(operands, body.inputs).map { addresses.start(of: $0, body[$1].dtype) }
    let ends = results.map { addresses[$0] }
    var pointers: [ScanStep.Pointer] = []
    for (position, input) in body.inputs.enumerated() {
      let isSequence = scan.sequences.contains(position)
      pointers.append(
        ScanStep.Pointer(
          start: position < scan.carryCount ? ends[position] : starts[position],
          stride: isSequence ? body[input].byteCount : 0))
    }
    for (position, output) in body.outputs.enumerated() {
      let isStacked = position >= scan.carryCount
      pointers.append(
        ScanStep.Pointer(start: ends[position], stride: isStacked ? body[output].byteCount : 0))
    }
    let carries = (0..<scan.carryCount).map { carry in
      CopyStep(from: starts[carry], to: ends[carry], byteCount: body[body.inputs[carry]].byteCount)
    }
    return ScanStep(
      step, pointers: pointers, carries: carries, length: scan.length, isReversed: scan.isReversed)
  }
}

/// A program that runs once for each slice of its sequences.
final class ScanStep: Step {
  /// Where an input or output of the program lies in step 0, and how many bytes further on in the next.
  struct Pointer {
    let start: StrataAddress
    let stride: Int
  }

  private let program: CPUExecutable
  private let pointers: CArray<Pointer>
  private let carries: [CopyStep]
  private let length: Int
  private let isReversed: Bool

  init(
    _ program: CPUExecutable, pointers: [Pointer], carries: [CopyStep], length: Int, isReversed: Bool
  ) {
    self.program = program
    self.pointers = CArray(pointers)
    self.carries = carries
    self.length = length
    self.isReversed = isReversed
    super.init(label: "scan \(length): \(program.stepCount) steps", usesThreads: program.usesThreads)
  }

  override func run(_ bases: UnsafePointer<UnsafeMutableRawPointer?>) {
    for index in carries.indices { carries[index].run(bases) }
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
