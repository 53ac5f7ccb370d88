import CStrataKernels

/// A step that calls one C function with a description of the work.
final class KernelStep<Description>: Step {
  private var description: Description
  private let kernel: (UnsafePointer<Description>, UnsafePointer<UnsafeMutableRawPointer?>) -> Void

  init(
    label: String, _ description: Description,
    _ kernel: @escaping (UnsafePointer<Description>, UnsafePointer<UnsafeMutableRawPointer?>) -> Void
  ) {
    self.description = description
    self.kernel = kernel
    super.init(label: label)
  }

  override func run(_ bases: UnsafePointer<UnsafeMutableRawPointer?>) { kernel(&description, bases) }
}

/// A plan without scratch memory.
struct KernelPlan: StepPlan {
  let scratchByteCount = 0
  let make: (AddressBook) -> Step

  func makeStep(_ addresses: AddressBook, scratch: StrataAddress) -> Step { make(addresses) }
}
