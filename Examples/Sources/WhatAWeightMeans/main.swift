// What does a weight mean? In a single layer it is a coefficient, as in linear regression. As soon as a hidden
// layer is in front it is not: networks with very different numbers inside do the same. What counts is how well
// they do it.

import Foundation
import Strata

let coefficients = Tensor([3, -2, 0.5] as [Float], shape: [3, 1])

/// Samples with y = 3 · x₀ - 2 · x₁ + 0.5 · x₂ + 1 + noise.
func samples(seed: Int) -> Batch {
  let x = Tensor.randomUniform([300, 3], from: -1, to: 1, seed: seed)
  let noise = Tensor.randomNormal([300, 1], standardDeviation: 0.1, seed: seed + 1)
  return Batch(x, matmul(x, coefficients) + 1 + noise)
}
let (training, unseen) = (samples(seed: 1), samples(seed: 3))

func fit(_ model: Sequential) throws {
  model.compile(optimizer: .adam(learningRate: 0.02), loss: .meanSquaredError())
  try model.fit(training.x, training.y, batchSize: 300, epochs: 1000, verbose: .silent)
}

/// The error on samples that were not trained on, and how well the answers tell positive y from negative ones.
func quality(of model: Sequential) throws -> String {
  let error = try model.evaluate(unseen.x, unseen.y, verbose: .silent)["loss"]!
  let auc = AUC(fromLogits: true)
  let isPositive = (unseen.y .> 0).converted(to: .float32)
  auc.update(isPositive, try model.predict(unseen.x), sampleWeight: nil)
  return String(
    format: "mean squared error %.4f, area under the ROC curve %.4f", error,
    auc.result().scalar(as: Float.self))
}

setRandomSeed(1234)
let linear = try Sequential(name: "linear") {
  Input(shape: [3])
  Dense(1, name: "only")
}
print("The data were made with the coefficients 3, -2 and 0.5 and the constant 1.")
print("\nA single Dense layer starts with the kernel \(try linear.getWeights()[0].flattened()).")
try fit(linear)
print("Trained, it has the kernel                \(try linear.getWeights()[0].flattened())")
print("and the bias \(try linear.getWeights()[1]): it has found what the data were made with.")

func makeDeep(_ name: String) throws -> Sequential {
  try Sequential(name: name) {
    Input(shape: [3])
    Dense(6, activation: .tanh, name: "hidden")
    Dense(1, name: "output")
  }
}
let (first, second) = (try makeDeep("first"), try makeDeep("second"))
print("\nTwo networks with a hidden layer of six units, started from different random numbers.")
print("\nBefore training:")
for model in [first, second] {
  print(try model.weightStatistics(), terminator: "\n\n")
  try fit(model)
}
print("After training:")
for model in [first, second] {
  print(try model.weightStatistics(), terminator: "\n\n")
}
print("The kernel of the hidden layer in the first network and in the second. Where are 3, -2 and 0.5?")
print(try first.layer("hidden").getWeights()[0])
print(try second.layer("hidden").getWeights()[0])

print("\nThe numbers differ, and none of them is a coefficient. On samples that none of the three has seen:")
print("  one layer       \(try quality(of: linear))")
print("  first network   \(try quality(of: first))")
print("  second network  \(try quality(of: second))")
print(
  "The noise alone has the mean square 0.0100. How good a network is shows in its errors, not in its weights."
)
