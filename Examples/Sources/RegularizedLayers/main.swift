// A regularizer makes large weights expensive: l2(0.1) adds 0.1 · Σ kernel² of its layer to the loss. The loss
// that training prints includes these penalties.

import Foundation
import Strata

setRandomSeed(1234)

let model = try Sequential(name: "out_layer_is_sigmoid") {
  Input(shape: [2])
  Dense(6, activation: .relu, kernelRegularizer: .l2(0.1), name: "layer_1")
  Dense(6, activation: .relu, kernelRegularizer: .l2(0.1), name: "layer_2")
  Dense(1, activation: .sigmoid, kernelRegularizer: .l2(0.1), name: "layer_3")
}
model.compile(
  optimizer: .adam(learningRate: 0.001), loss: .binaryCrossentropy(),
  metrics: [.binaryCrossentropy(), .accuracy()])

// Points in the plane; the truth is the side of the diagonal that they are on.
let x = Tensor.randomUniform([200, 2], from: -5, to: 5, seed: 1)
let y = (x.sum(axis: 1, keepDims: true) .> 0).converted(to: .float32)
let history = try model.fit(x, y, epochs: 40, verbose: .silent)

print("The weights of each layer by name:")
for name in ["layer_1", "layer_2", "layer_3"] {
  for weight in try model.layer(name).weights {
    print("\n\(weight.path)")
    print(weight.value)
  }
}

func decimal(_ value: Double) -> String { String(format: "%.4f", value) }

print("\nThe loss in the first and in the last epoch, and the crossentropy alone:")
for epoch in [0, 39] {
  print("  \(decimal(history["loss"][epoch]))  \(decimal(history["binary_crossentropy"][epoch]))")
}

let now = try model.evaluate(x, y, verbose: .silent)
print("\nWhat the loss consists of at the end:")
print("  crossentropy          \(decimal(now["binary_crossentropy"]!))")
var sum = now["binary_crossentropy"]!
for layer in model.layers {
  let kernel = try layer.weight("kernel").value
  let penalty = 0.1 * Double(kernel.square().sum().scalar(as: Float.self))
  sum += penalty
  print("  penalty of \(layer.name)    \(decimal(penalty))")
}
print("  sum                   \(decimal(sum))")
print("  the loss as reported  \(decimal(now["loss"]!))")

print(
  "\nWhich layer matters? The accuracy is \(decimal(now["accuracy"]!)). With the kernel of one layer set to 0 it is"
)
for layer in model.layers {
  let kept = try layer.getWeights()
  try layer.setWeights([Tensor.zeros(like: kept[0]), kept[1]])
  let without = try model.evaluate(x, y, verbose: .silent)["accuracy"]!
  print("  without \(layer.name)       \(decimal(without))")
  try layer.setWeights(kept)
}
print("All of them: each works on what the one before it made, and without one nothing gets through.")
