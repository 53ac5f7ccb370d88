// The time of a training step with `fit`, in milliseconds, for each of the networks below.
// swift run -c release --package-path Benchmarks TrainingStep [mlp|cnn|lstm|gru …]

import Foundation
import Strata

struct Workload {
  let name: String
  let batchSize: Int
  let steps: Int
  let inputShape: [Int]
  let layers: () -> [Layer]
}

let workloads = [
  Workload(name: "mlp", batchSize: 32, steps: 1000, inputShape: [784]) {
    [Dense(128, activation: .relu), Dense(10, activation: .softmax)]
  },
  Workload(name: "cnn", batchSize: 64, steps: 200, inputShape: [28, 28, 1]) {
    [
      Conv2D(32, kernelSize: 3, activation: .relu), MaxPooling2D(),
      Conv2D(64, kernelSize: 3, activation: .relu), MaxPooling2D(),
      Flatten(), Dropout(0.25), Dense(128, activation: .relu), Dense(10, activation: .softmax),
    ]
  },
  Workload(name: "lstm", batchSize: 32, steps: 200, inputShape: [50, 32]) {
    [LSTM(128), Dense(10, activation: .softmax)]
  },
  Workload(name: "gru", batchSize: 32, steps: 200, inputShape: [50, 32]) {
    [GRU(128), Dense(10, activation: .softmax)]
  },
]

let wanted = CommandLine.arguments.dropFirst()
for workload in workloads where wanted.isEmpty || wanted.contains(workload.name) {
  try withRandomSeed(1234) {
    let model = try Sequential([Input(shape: workload.inputShape.map { $0 })] + workload.layers())
    model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
    let samples = workload.batchSize * workload.steps
    let x = Tensor.randomUniform([samples] + workload.inputShape, seed: 1)
    let y = Tensor((0..<samples).map { Int32($0 * 7 % 10) })
    let history = try model.fit(x, y, batchSize: workload.batchSize, epochs: 6, verbose: .silent)
    // The first epoch compiles.
    let times = history.epochSeconds.dropFirst().map { 1000 * $0 / Double(workload.steps) }.sorted()
    let first = 1000 * history.epochSeconds[0] - times[times.count / 2] * Double(workload.steps)
    print(
      String(
        format: "%@: %.3f ms per step (median of %d epochs; %.3f to %.3f), %.0f ms to plan",
        workload.name, times[times.count / 2], times.count, times[0], times[times.count - 1], first))
  }
}
