// Finds out why networks do not learn: gradients that vanish or explode, dead units, and where a NaN comes from.
// swift run --package-path Examples Troubleshooting

import Strata

setRandomSeed(1234)
let x = Tensor.randomNormal([256, 20], seed: 1)
let y = (x.sum(axis: 1, keepDims: true) .> 0).converted(to: .float32)

/// Trains for a few epochs under the eyes of an inspector, which prints its warnings, and shows what it saw.
func train(_ title: String, _ layers: [Layer], optimizer: Optimizer, on x: Tensor) throws {
  print("\n=== \(title)")
  let model = try Sequential([Input(shape: [20])] + layers)
  model.compile(optimizer: optimizer, loss: .binaryCrossentropy(fromLogits: true))
  let inspector = Inspector()
  try model.fit(x, y, epochs: 3, verbose: .silent, callbacks: [inspector])
  print(inspector.records.last!)
  if inspector.warnings.isEmpty { print("Nothing to warn about.") }
}

try train(
  "A network that is well",
  (0..<4).map { _ in Dense(32, activation: .relu, kernelInitializer: .heNormal()) } + [Dense(1)],
  optimizer: .adam(), on: x)

// Each sigmoid passes on at most a quarter of the gradient: after ten layers hardly anything is left.
try train(
  "Vanishing gradients: ten layers of sigmoids",
  (0..<10).map { _ in Dense(16, activation: .sigmoid) } + [Dense(1)],
  optimizer: .sgd(learningRate: 0.1), on: x)

// Each layer makes its input several times larger, and the gradient too on its way back.
try train(
  "Exploding gradients: first weights that are too large",
  (0..<8).map { _ in Dense(32, activation: .relu, kernelInitializer: .randomNormal(stddev: 1)) } + [Dense(1)],
  optimizer: .sgd(learningRate: 0.01), on: x)

// With a bias far below zero a ReLU gives 0 for every sample, and has no gradient that could change that.
try train(
  "Dead units: a bias far below zero",
  [Dense(32, activation: .relu, biasInitializer: .constant(-20)), Dense(1)],
  optimizer: .sgd(learningRate: 0.01), on: x)

// A layer that takes logarithms of what may be negative.
final class Logarithm: Layer {
  override func call(_ input: Tensor, context: CallContext) throws -> Tensor { input.log() }
}
try train(
  "NaN: a layer that takes logarithms",
  [Dense(8), Logarithm(name: "logarithm"), Dense(1)],
  optimizer: .adam(), on: x)
