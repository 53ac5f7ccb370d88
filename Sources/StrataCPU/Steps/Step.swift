import CStrataKernels
import StrataGraph

/// One piece of work of a program. Steps run one after the other.
class Step {
  /// What the step does, for people who read a plan.
  let label: String

  /// Whether the step may run on several threads.
  let usesThreads: Bool

  init(label: String, usesThreads: Bool = true) {
    self.label = label
    self.usesThreads = usesThreads
  }

  /// - Parameter bases: where the arena, the inputs and the outputs begin.
  func run(_ bases: UnsafePointer<UnsafeMutableRawPointer?>) {}
}

/// Memory of the arena that belongs to one step.
struct StepMemory {
  /// To be used while the step runs.
  let scratch: StrataAddress
  /// For what the step's preparation leaves to it.
  let kept: StrataAddress
}

/// A step of which all is known but where its operands lie.
protocol StepPlan {
  var scratchByteCount: Int { get throws }
  var keptByteCount: Int { get }
  /// What is to be done before a series of runs with the same fixed inputs, if anything.
  func makePreparation(_ addresses: AddressBook, _ memory: StepMemory) throws -> Step?
  func makeStep(_ addresses: AddressBook, _ memory: StepMemory) throws -> Step
}

extension StepPlan {
  var keptByteCount: Int { 0 }
  func makePreparation(_ addresses: AddressBook, _ memory: StepMemory) throws -> Step? { nil }
}

/// Where the values of a program lie.
struct AddressBook {
  let addresses: [Value: StrataAddress]

  subscript(value: Value) -> StrataAddress { addresses[value]! }

  /// Where the first element of a contiguous view of elements of the given type lies.
  func start(of view: View, _ dtype: DType) -> StrataAddress {
    self[view.root!].advanced(by: view.offset * dtype.byteCount)
  }
}

extension StrataAddress {
  func advanced(by byteCount: Int) -> StrataAddress {
    StrataAddress(base: base, offset: offset + Int64(byteCount))
  }

  func resolve(_ bases: UnsafePointer<UnsafeMutableRawPointer?>) -> UnsafeMutableRawPointer {
    bases[Int(base)]! + Int(offset)
  }
}

/// A constant array that C code reads, and frees with its owner.
final class CArray<Element> {
  let pointer: UnsafeMutablePointer<Element>
  let count: Int

  init(_ elements: [Element]) {
    count = elements.count
    pointer = .allocate(capacity: max(count, 1))
    pointer.initialize(from: elements, count: count)
  }

  deinit {
    pointer.deinitialize(count: count)
    pointer.deallocate()
  }
}
