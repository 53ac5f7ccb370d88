import Foundation

/// The process that reads inputs, one after the other, until one brings it down.
struct Worker: Sendable {
  let format: Format
  let seed: UInt64
  let numbers: Range<Int>
  /// When to stop before the last input.
  let deadline: Date
  let tallyPath: String

  /// A worker that such arguments describe.
  init?(_ arguments: [String]) {
    guard arguments.count == 7, arguments[0] == "--worker", let first = Int(arguments[4]),
      let end = Int(arguments[5])
    else { return nil }
    format = Format.all.first { $0.name == arguments[2] }!
    seed = UInt64(arguments[3])!
    numbers = first..<end
    deadline = Date(timeIntervalSinceReferenceDate: Double(arguments[6])!)
    tallyPath = arguments[1]
  }

  /// The arguments that make a program a worker.
  static func arguments(
    _ format: Format, seed: UInt64, _ numbers: Range<Int>, until deadline: Date, _ tallyPath: String
  )
    -> [String]
  {
    [
      "--worker", tallyPath, format.name, "\(seed)", "\(numbers.lowerBound)", "\(numbers.upperBound)",
      "\(deadline.timeIntervalSinceReferenceDate)",
    ]
  }

  /// How the process ends by itself.
  enum Status: Int32 {
    case done = 0
    case wrongError = 10
    case tooMuchMemory = 11
  }

  func run() -> Never {
    onSmallStack {
      let tally = SharedTally(path: tallyPath, isNew: false).pointer
      let inputs = Inputs(format, seed: seed)
      for number in numbers {
        tally.pointee.number = number
        if number % 256 == 0, Date() > deadline { exit(Status.done.rawValue) }
        let input = inputs[number]
        let trial = Trial(format, input)
        count(trial, input.count, in: &tally.pointee)
        if case .failed = trial.outcome { exit(Status.wrongError.rawValue) }
        if trial.memory > format.limit(input.count) { exit(Status.tooMuchMemory.rawValue) }
      }
      tally.pointee.number = numbers.upperBound
    }
    exit(Status.done.rawValue)
  }

  private func count(_ trial: Trial, _ size: Int, in tally: inout Tally) {
    if case .accepted = trial.outcome { tally.accepted += 1 } else { tally.refused += 1 }
    let multiple = Double(trial.memory - format.base) / Double(max(size, 1))
    if multiple > tally.mostMultiple {
      tally.mostMultiple = multiple
      tally.mostMultipleNumber = tally.number
      tally.mostMultipleSize = size
    }
    if trial.seconds > tally.slowestSeconds {
      tally.slowestSeconds = trial.seconds
      tally.slowestNumber = tally.number
    }
  }
}
