import CStrataKernels

/// A step that calls one C function with a description of the work.
final class KernelStep<Description>: Step {
  private let description: CArray<Description>
  private let kernel: (UnsafePointer<Description>, UnsafePointer<UnsafeMutableRawPointer?>) -> Void

  init(
    label: String, usesThreads: Bool = true, _ description: Description,
    _ kernel: @escaping (UnsafePointer<Description>, UnsafePointer<UnsafeMutableRawPointer?>) -> Void
  ) {
    self.description = CArray([description])
    self.kernel = kernel
    super.init(label: label, usesThreads: usesThreads)
  }

  override func run(_ bases: UnsafePointer<UnsafeMutableRawPointer?>) {
    kernel(description.pointer, bases)
  }
}

/// The plan of a step that only lacks addresses.
struct KernelPlan: StepPlan {
  let scratchByteCount: Int
  private let make: (AddressBook, StrataAddress) -> Step

  /// - Parameter make: makes the step, given where values lie and where its scratch memory starts.
  init(scratchByteCount: Int = 0, _ make: @escaping (AddressBook, StrataAddress) -> Step) {
    self.scratchByteCount = scratchByteCount
    self.make = make
  }

  func makeStep(_ addresses: AddressBook, _ memory: StepMemory) -> Step { make(addresses, memory.scratch) }
}
