#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The shortest time that each step of a program took.
final class StepTimes {
  private var nanoseconds: [UInt64]
  private(set) var runCount = 0

  init(stepCount: Int) { nanoseconds = [UInt64](repeating: .max, count: stepCount) }

  /// Whether the environment has `STRATA_DUMP=plan`: then all programs take the time of their steps, and print it after
  /// the 1st, 10th, 100th… run.
  static let areWanted: Bool = {
    guard let value = getenv("STRATA_DUMP") else { return false }
    return String(cString: value) == "plan"
  }()

  /// Whether the number of runs is a power of ten.
  var arePrinted: Bool {
    var count = runCount
    while count > 1, count % 10 == 0 { count /= 10 }
    return count == 1
  }

  /// Seconds for each step; 0 before the first run.
  var shortest: [Double] { nanoseconds.map { runCount == 0 ? 0 : Double($0) / 1e9 } }

  /// Runs the steps and takes their times.
  func run(_ steps: [Step], _ bases: UnsafePointer<UnsafeMutableRawPointer?>) {
    var start = clock_gettime_nsec_np(CLOCK_MONOTONIC)
    for (index, step) in steps.enumerated() {
      step.run(bases)
      let end = clock_gettime_nsec_np(CLOCK_MONOTONIC)
      nanoseconds[index] = min(nanoseconds[index], end - start)
      start = end
    }
    runCount += 1
  }

  /// Writes a profile to standard error.
  static func print(_ profile: Profile) {
    let text = "\(profile)\n"
    _ = write(STDERR_FILENO, text, text.utf8.count)
  }
}

#if !canImport(Darwin)
  private func clock_gettime_nsec_np(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
#endif
