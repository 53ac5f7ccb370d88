#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The shortest time that each step of a program took, printed after the 1st, 10th, 100th… run if the environment has
/// `STRATA_DUMP=plan`.
final class StepTimes {
  private var nanoseconds: [UInt64]
  private var runCount = 0
  private var nextReport = 1

  /// - Returns: nil unless the environment asks for it.
  init?(stepCount: Int) {
    guard let value = getenv("STRATA_DUMP"), String(cString: value) == "plan" else { return nil }
    nanoseconds = [UInt64](repeating: .max, count: stepCount)
  }

  /// Runs the steps and takes their times.
  func run(_ steps: [Step], _ bases: UnsafePointer<UnsafeMutableRawPointer?>, title: String) {
    var start = clock_gettime_nsec_np(CLOCK_MONOTONIC)
    for (index, step) in steps.enumerated() {
      step.run(bases)
      let end = clock_gettime_nsec_np(CLOCK_MONOTONIC)
      nanoseconds[index] = min(nanoseconds[index], end - start)
      start = end
    }
    runCount += 1
    if runCount == nextReport {
      nextReport *= 10
      report(steps, title: title)
    }
  }

  private func report(_ steps: [Step], title: String) {
    let shortest = nanoseconds.map { Double($0) / 1000 }
    var lines = ["\(title); shortest of \(runCount) runs: \(microseconds(shortest.reduce(0, +))) µs"]
    for (step, time) in zip(steps, shortest) { lines.append("\(microseconds(time))  \(step.label)") }
    let text = lines.joined(separator: "\n") + "\n"
    _ = write(STDERR_FILENO, text, text.utf8.count)
  }

  private func microseconds(_ value: Double) -> String {
    let text = "\((value * 10).rounded() / 10)"
    return String(repeating: " ", count: max(0, 8 - text.count)) + text
  }
}

#if !canImport(Darwin)
  private func clock_gettime_nsec_np(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
#endif
