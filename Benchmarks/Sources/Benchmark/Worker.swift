import Foundation

/// Answers requests:
///
///     prepare cnn {"kind":"training", …}    → {"steps":1,"seconds":0.08}, of making the model and its first step
///     run 200                               → {"steps":200,"seconds":1.4}
struct Worker {
  private var workload: (any Workload)?

  mutating func answer(_ request: String) throws -> Measurement {
    let words = request.split(separator: " ", maxSplits: 2)
    switch words[0] {
    case "prepare":
      let settings = try JSONDecoder().decode(Settings.self, from: Data(words[2].utf8))
      return try prepare(String(words[1]), settings)
    case "run":
      guard let workload, let steps = Int(words[1]) else { throw UnknownRequest(text: request) }
      return try workload.run(steps: steps)
    default: throw UnknownRequest(text: request)
    }
  }

  private mutating func prepare(_ name: String, _ settings: Settings) throws -> Measurement {
    workload = nil
    let start = ContinuousClock.now
    let made = try makeWorkload(name, settings)
    try made.runOnce()
    workload = made
    return Measurement(steps: 1, seconds: seconds(since: start))
  }
}
