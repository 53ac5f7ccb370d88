import CAllocationCounter
import Foundation
import Strata
import StrataIO

/// How the reading of one input ended, if it did.
struct Trial {
  enum Outcome {
    case accepted
    case refused(any Error)
    /// Thrown was something else than readers may throw.
    case failed(any Error)
  }

  let outcome: Outcome
  /// The most bytes of memory that reading took, or 0 where that is not measured.
  let memory: Int
  let seconds: Double

  /// Reading one small file may take this long on the processor; then the process is killed by `SIGVTALRM`.
  #if DEBUG
    static let largestSeconds = 10
  #else
    static let largestSeconds = 1
  #endif

  /// No request for memory beyond this is fulfilled, so that a bad one ends this process only.
  private static let largestMemory: Int64 = 1 << 30

  init(_ format: Format, _ input: [UInt8]) {
    setTimer(seconds: Self.largestSeconds)
    let start = DispatchTime.now().uptimeNanoseconds
    var failure: (any Error)?
    peak_memory_begin(Self.largestMemory)
    do { try format.read(input) } catch { failure = error }
    memory = Int(peak_memory_end())
    seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    setTimer(seconds: 0)
    outcome =
      switch failure {
      case nil: .accepted
      case let error? where error is FormatError || error is StrataError: .refused(error)
      case let error?: .failed(error)
      }
  }
}

private func setTimer(seconds: Int) {
  var timer = itimerval(it_interval: timeval(), it_value: timeval(tv_sec: seconds, tv_usec: 0))
  #if canImport(Glibc)
    setitimer(__itimer_which_t(ITIMER_VIRTUAL.rawValue), &timer, nil)
  #else
    setitimer(ITIMER_VIRTUAL, &timer, nil)
  #endif
}

/// Runs `body` on a thread whose stack is as small as that of the threads on which programs read files in the
/// background: 512 KiB on macOS. Sanitizers need more.
func onSmallStack(_ body: @escaping @Sendable () -> Void) {
  let done = DispatchSemaphore(value: 0)
  let thread = Thread {
    body()
    done.signal()
  }
  thread.stackSize = allocations_are_counted() ? 512 << 10 : 8 << 20
  thread.start()
  done.wait()
}
