// The time to save and load the weights, or for the format keras all, of a network of 100 MB, in milliseconds.
// swift run -c release --package-path Benchmarks WeightFiles FOLDER [save|load FORMAT …]
// FORMAT is keras, weights.h5, weights.json, safetensors or npz. The peak memory of one action shows with /usr/bin/time -v.

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
let formats = arguments.count > 3 ? Array(arguments[3...]) : ["keras", "weights.h5", "safetensors", "npz"]
// A model that is read as a whole needs no other one, whose memory would count too.
let model = actions == ["load"] && formats == ["keras"] ? nil : try network()
for action in actions {
  for format in formats {
    let path = "\(folder)/strata.\(format)"
    try measure("\(action) \(format)") {
      switch (action, format) {
      case ("save", "keras"): try model?.save(to: path)
      case ("save", _): try model?.saveWeights(to: path)
      case (_, "keras"): _ = try Model.load(from: path)
      default: try model?.loadWeights(from: path)
      }
    }
  }
}
