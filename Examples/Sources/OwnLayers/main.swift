// Layers of one's own: one with weights, one without, one around another layer, and one that adds to the loss.

import Foundation
import Strata

/// Multiplies each feature by a number that is learned.
final class Scale: Layer {
  override func createWeights(inputShape: PartialShape) throws {
    try addWeight(name: "factor", shape: [inputShape.last!!], initializer: .ones)
  }
  override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    try input * weight("factor").value
  }
}

/// Brings each sample to mean 0 and standard deviation 1. There is nothing to learn in it.
final class Standardize: Layer {
  override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    let centered = input - input.mean(axis: -1, keepDims: true)
    return centered / (input.standardDeviation(axis: -1, keepDims: true) + 1e-5)
  }
}

/// Adds what another layer makes of the input to the input. The weights of that layer are among this one's.
final class Residual: Layer {
  let inner: Layer
  init(_ inner: Layer) {
    self.inner = inner
    super.init()
  }
  override func call(_ input: Tensor, context: CallContext) throws -> Tensor { try input + inner(input) }
}

/// Passes its input on, and makes training keep it small.
final class KeepSmall: Layer {
  let strength: Double
  init(strength: Double) {
    self.strength = strength
    super.init()
  }
  override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    context.addLoss(input.square().mean() * strength)
    return input
  }
}

func makeModel() throws -> Sequential {
  try Sequential(name: "own") {
    Input(shape: [64])
    Standardize()
    Scale()
    Dense(32, activation: .relu)
    Residual(Dense(32, activation: .relu))
    KeepSmall(strength: 0.01)
    Dense(10, activation: .softmax)
  }
}

setRandomSeed(1234)
let data = try ImageDataset.digits()
let (x, test) = (data.trainingImages.reshaped(-1, 64), data.testImages.reshaped(-1, 64))
let model = try makeModel()
model.summary()
model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
try model.fit(x, data.trainingLabels, epochs: 10, verbose: .oneLinePerEpoch)

print("\nThe weights, those of the layer within Residual too:")
for weight in model.weights { print(" ", weight) }
print("\nWhat Scale learned for the first eight features:")
print(try model.layers[1].weight("factor").value[0..<8])

let file = FileManager.default.temporaryDirectory.appending(path: "own-layers.safetensors").path
try model.saveWeights(to: file)
let copy = try makeModel()
try copy.loadWeights(from: file)
let isSame = try copy.predict(test).scalars(as: Float.self) == model.predict(test).scalars(as: Float.self)
print("\nA new model with the weights from the file gives the same predictions: \(isSame)")
