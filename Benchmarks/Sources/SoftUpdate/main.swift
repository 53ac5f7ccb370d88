// How often a second `target.softUpdate(from:tau:)` runs, for networks of several sizes, beside a plain copy of as
// many numbers, which shows what the memory allows: a copy reads once and writes once, an update reads twice.
// swift run -c release --package-path Benchmarks SoftUpdate

import Foundation
import Strata

/// Two blocks of memory, copied to and fro so that the compiler leaves no copy out.
final class Blocks {
  private var from, to: UnsafeMutableRawPointer
  private let byteCount: Int

  init(byteCount: Int) {
    self.byteCount = byteCount
    from = .allocate(byteCount: byteCount, alignment: 64)
    to = .allocate(byteCount: byteCount, alignment: 64)
    from.initializeMemory(as: UInt8.self, repeating: 1, count: byteCount)
    to.initializeMemory(as: UInt8.self, repeating: 2, count: byteCount)
  }

  deinit {
    from.deallocate()
    to.deallocate()
  }

  @inline(never) func copy() {
    to.copyMemory(from: from, byteCount: byteCount)
    swap(&from, &to)
  }
}

/// Seconds that one call of `body` takes, for each of some repetitions.
func secondsPerCall(_ body: () throws -> Void) rethrows -> [Double] {
  for _ in 0..<20 { try body() }
  return try (0..<7).map { _ in
    let start = ContinuousClock.now
    var calls = 0
    while ContinuousClock.now - start < .milliseconds(200) {
      for _ in 0..<10 { try body() }
      calls += 10
    }
    return (ContinuousClock.now - start) / .seconds(1) / Double(calls)
  }.sorted()
}

func report(_ what: String, _ seconds: [Double], bytes: Int) {
  let median = seconds[seconds.count / 2]
  print(
    String(
      format: "  %@ %9.1f µs (%.1f to %.1f), %9.0f a second, %5.1f GB/s",
      what.padding(toLength: 12, withPad: " ", startingAt: 0), median * 1e6, seconds[0] * 1e6,
      seconds[seconds.count - 1] * 1e6, 1 / median, Double(bytes) / median / 1e9))
}

func network(inputs: Int, hidden: Int, outputs: Int) throws -> Sequential {
  try Sequential {
    Input(shape: [inputs])
    Dense(hidden, activation: .relu)
    Dense(outputs)
  }
}

for (inputs, hidden, outputs) in [(4, 64, 2), (32, 256, 8), (1000, 990, 10)] {
  let target = try network(inputs: inputs, hidden: hidden, outputs: outputs)
  let online = try network(inputs: inputs, hidden: hidden, outputs: outputs)
  let count = target.parameterCount
  print("\(inputs) → \(hidden) → \(outputs), \(count) parameters, median of 7 (least to most):")
  report(
    "soft update", try secondsPerCall { try target.softUpdate(from: online, tau: 0.005) }, bytes: 12 * count)
  report("set weights", try secondsPerCall { try target.setWeights(online.getWeights()) }, bytes: 8 * count)
  let blocks = Blocks(byteCount: 4 * count)
  report("plain copy", secondsPerCall { blocks.copy() }, bytes: 8 * count)
}
