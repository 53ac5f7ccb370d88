// One network, trained in three policies: all in float32, and with the inner layers in one of the two types of 16 bits.
// Weights stay in float32, and so does the last layer, whose output is judged.

import Foundation
import Strata

let digits = try ImageDataset.digits()

/// A network whose layers look up the policy for their path.
func network(_ policy: DTypePolicy) throws -> Sequential {
  setRandomSeed(1234)
  return try withDTypePolicy(policy) {
    try Sequential(name: "digits") {
      Input(shape: [8, 8, 1])
      Conv2D(16, kernelSize: 3, activation: .relu, name: "filters")
      BatchNormalization(name: "norm")
      Flatten()
      Dense(64, activation: .relu, name: "hidden")
      Dense(10, activation: .softmax, name: "scores")
    }
  }
}

let policies: [DTypePolicy] = [
  .float32,
  .map([".*/scores": .float32], default: .mixedBFloat16),
  .map([".*/scores": .float32], default: .mixedFloat16),
]
var accuracies: [Double] = []
for policy in policies {
  let model = try network(policy)
  print("\(policy):")
  for layer in model.layers where !layer.weights.isEmpty {
    print("  \(layer.path) computes in \(layer.computeDType), with weights in \(layer.variableDType)")
  }
  model.compile(
    optimizer: .adam(learningRate: 0.002), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
  try model.fit(
    digits.trainingImages, digits.trainingLabels, batchSize: 64, epochs: 6, verbose: .oneLinePerEpoch)
  // Gradients smaller than the smallest float16 would be lost, so the loss is multiplied by a factor before they are
  // taken.
  if let scaling = model.optimizer as? LossScaleOptimizer {
    print("  The loss was scaled by \(scaling.dynamicScale.scalar(as: Float.self)).")
  }
  let result = try model.evaluate(digits.testImages, digits.testLabels, verbose: .silent)
  accuracies.append(result["accuracy"]!)
  print(String(format: "  %.3f of the test images are recognized.\n", result["accuracy"]!))
}

// A file says in what the layers compute, here and in Keras.
let model = try network(policies[1])
let path = NSTemporaryDirectory() + "digits-\(UUID().uuidString).keras"
defer { try? FileManager.default.removeItem(atPath: path) }
try model.save(to: path)
let loaded = try Model.load(from: path)
print("Read from a file:", loaded.layers.map { "\($0.name) in \($0.computeDType)" }.joined(separator: ", "))

// An example that stops working should not go unnoticed.
guard accuracies.allSatisfy({ $0 > 0.9 }),
  loaded.layers.map(\.computeDType) == model.layers.map(\.computeDType)
else {
  print("This is not what the policies should give.")
  exit(1)
}
