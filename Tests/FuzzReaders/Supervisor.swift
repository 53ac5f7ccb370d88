import Foundation

/// Lets a worker read all inputs of a format, and starts another where one came to grief.
struct Supervisor {
  let format: Format
  let options: Options

  /// After so many failures there is enough to do.
  private static let mostFailures = 10

  /// Prints what was found.
  /// - Returns: how many inputs failed.
  func run() throws -> Int {
    let inputs = Inputs(format, seed: options.seed)
    let end = options.seconds == nil ? inputs.cutCount + options.count : Int.max
    let start = Date()
    let deadline = options.seconds.map { start + $0 } ?? .distantFuture
    let tallyPath = NSTemporaryDirectory() + "strata-fuzz-\(getpid())-\(format.name)"
    defer { unlink(tallyPath) }
    let tally = SharedTally(path: tallyPath, isNew: true).pointer
    var next = 0
    var failures = 0
    while next < end, Date() < deadline, failures < Self.mostFailures {
      let worker = Process()
      worker.executableURL = Bundle.main.executableURL
      worker.arguments = Worker.arguments(format, seed: options.seed, next..<end, until: deadline, tallyPath)
      try worker.run()
      worker.waitUntilExit()
      next = tally.pointee.number
      guard let reason = Self.failure(of: worker) else { break }
      failures += 1
      let path = "\(NSTemporaryDirectory())\(options.seed)-\(next).\(format.name)"
      try Data(inputs[next]).write(to: URL(filePath: path))
      print("  FAILED at input \(next): \(reason). See it again with --reproduce \(path)")
      next += 1
    }
    report(tally.pointee, inputs: next, seconds: Date().timeIntervalSince(start), failures)
    return failures
  }

  /// What went wrong, or nil.
  private static func failure(of worker: Process) -> String? {
    let code = worker.terminationStatus
    guard worker.terminationReason == .exit else {
      return code == SIGVTALRM ? "it takes more than \(Trial.largestSeconds) s" : "killed by signal \(code)"
    }
    switch Worker.Status(rawValue: code) {
    case .done: return nil
    case .wrongError: return "an error that is neither FormatError nor StrataError"
    case .tooMuchMemory: return "too much memory"
    case nil: return "ended with status \(code)"
    }
  }

  private func report(_ tally: Tally, inputs: Int, seconds: Double, _ failures: Int) {
    let rate = Double(inputs) / seconds
    let memory = String(format: "%.1f", tally.mostMultiple)
    let slowest = String(format: "%.1f", tally.slowestSeconds * 1000)
    print(
      """
      \(format.name): \(inputs) inputs, \(tally.accepted) read, \(tally.refused) refused, \(failures) failed; \
      \(Int(rate)) a second; most memory \(format.base >> 10) KiB and \(memory) times the size (input \(tally.mostMultipleNumber) of \
      \(tally.mostMultipleSize) bytes), slowest \(slowest) ms (input \(tally.slowestNumber))
      """)
  }
}
