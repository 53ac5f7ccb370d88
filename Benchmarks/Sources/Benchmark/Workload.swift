import Foundation
import Strata

/// Work that is done again and again.
protocol Workload {
  /// Does one step and nothing beside it, for the time to the first step.
  func runOnce() throws

  /// Does about the given number of steps.
  func run(steps: Int) throws -> Measurement
}

/// How long some steps took.
struct Measurement: Codable {
  let steps: Int
  let seconds: Double
}

/// What `Benchmarks/benchmark/workloads.py` says about a workload.
struct Settings: Codable {
  let kind: String
  let batch: Int
  let shape: [Int]
  let width: Int
  let depth: Int
  /// The numbers in the input are indices below this one; 0 if they are real numbers.
  let vocabulary: Int
  /// `float32`, or `bfloat16` for training with weights in `float32`, and for products.
  let dtype: String
  /// The number of batches in the data to train on.
  let batches: Int
}

struct UnknownRequest: Error {
  let text: String
}

extension Settings {
  /// That of all layers but the last one.
  var policy: DTypePolicy { dtype == DType.bfloat16.name ? .mixedBFloat16 : .float32 }
}

func makeWorkload(_ name: String, _ settings: Settings) throws -> any Workload {
  switch settings.kind {
  case "training": try Training(makeModel(name, settings), settings)
  case "inference": try CompiledInference(makeModel(name, settings), settings)
  case "predict": try Prediction(makeModel(name, settings), settings)
  case "gradient": ElementwiseGradient(settings)
  case "dot": SquareDot(settings)
  default: throw UnknownRequest(text: settings.kind)
  }
}

func seconds(since start: ContinuousClock.Instant) -> Double {
  (ContinuousClock.now - start) / .seconds(1)
}

/// Measures calls in a tight loop.
func measure(steps: Int, _ body: () throws -> Void) rethrows -> Measurement {
  let start = ContinuousClock.now
  for _ in 0..<steps { try body() }
  return Measurement(steps: steps, seconds: seconds(since: start))
}
