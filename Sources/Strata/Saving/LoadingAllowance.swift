import Foundation
import Synchronization

/// Bounds the memory of the weights of a model that is made from a config, so that no file makes the process allocate
/// what it merely claims.
final class LoadingAllowance: Sendable {
  /// That of the model that is being made from a config; nil elsewhere.
  @TaskLocal static var current: LoadingAllowance?

  /// Whether new weights hold zeros, because a file is about to give their values.
  let defersValues: Bool
  private let reason: String
  private let file: String
  private let remaining: Mutex<Int>

  /// Small models may take this much, whatever their files look like.
  private static let base = 32 << 20

  /// Files have at least one byte for so many of a weight: numbers in `float16` become twice as large, and compressed
  /// ones seldom more than this.
  private static let largestRatio = 8

  /// What a file of this size may hold, with a part that is unfolded from it.
  init(file: String, size: Int, defersValues: Bool) {
    self.file = file
    self.defersValues = defersValues
    reason = "describes weights that a file of \(size) bytes cannot hold"
    remaining = Mutex(Self.base + Self.largestRatio * size)
  }

  /// What the machine's memory can hold.
  init(textNamed file: String) {
    self.file = file
    defersValues = false
    let memory = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    reason = "describes weights that do not fit in \(memory) bytes of memory"
    remaining = Mutex(memory)
  }

  /// Counts the bytes of a weight.
  /// - Throws: `StrataError.file` if there were too many already.
  func spend(_ byteCount: Int, on weight: String) throws {
    let isAllowed = remaining.withLock { remaining in
      guard byteCount <= remaining else { return false }
      remaining -= byteCount
      return true
    }
    guard isAllowed else {
      throw StrataError.file(path: file, reason: "\(reason): '\(weight)' would take \(byteCount) bytes")
    }
  }
}
