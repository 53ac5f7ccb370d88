import CStrataKernels

/// Copies memory that does not overlap.
final class CopyStep: Step {
  private let from: StrataAddress
  private let to: StrataAddress
  private let byteCount: Int

  init(from: StrataAddress, to: StrataAddress, byteCount: Int) {
    self.from = from
    self.to = to
    self.byteCount = byteCount
    super.init(label: "copy \(byteCount) bytes", usesThreads: false)
  }

  override func run(_ bases: UnsafePointer<UnsafeMutableRawPointer?>) {
    to.resolve(bases).copyMemory(from: from.resolve(bases), byteCount: byteCount)
  }
}
