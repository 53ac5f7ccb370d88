// The time to save and load the weights of a network of 100 MB, in milliseconds, in each format.
// swift run -c release --package-path Benchmarks WeightFiles FOLDER [save|load FORMAT …]
// FORMAT is weights.h5, weights.json, safetensors or npz. The peak memory of one action shows with /usr/bin/time -v.

import Foundation
import Strata

/// 25 million weights: six layers of 2,048 × 2,048.
func network() throws -> Sequential {
  try Sequential([Input(shape: [2048])] + (0..<6).map { _ in Dense(2048, kernelInitializer: .ones) })
}

func measure(_ what: String, _ action: () throws -> Void) throws {
  let clock = ContinuousClock()
  let times = try (0..<5).map { _ in
    let time = try clock.measure(action)
    return 1000 * (time / .seconds(1))
  }.sorted()
  print(String(format: "%@: %.0f ms (median of 5; %.0f to %.0f)", what, times[2], times[0], times[4]))
}

let arguments = CommandLine.arguments
guard arguments.count >= 2 else { fatalError("usage: WeightFiles FOLDER [save|load FORMAT …]") }
let folder = arguments[1]
let actions = arguments.count > 2 ? [arguments[2]] : ["save", "load"]
let formats = arguments.count > 3 ? Array(arguments[3...]) : ["weights.h5", "safetensors", "npz"]
let model = try network()
for action in actions {
  for format in formats {
    let path = "\(folder)/strata.\(format)"
    if action == "save" {
      try measure("save \(format)") { try model.saveWeights(to: path) }
    } else {
      try measure("load \(format)") { try model.loadWeights(from: path) }
    }
  }
}
