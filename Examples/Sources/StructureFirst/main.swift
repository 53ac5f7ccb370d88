// A network is a structure of layers first. Its weights follow from the structure: as soon as the shape of the
// inputs is known they exist, filled with small random numbers.

import Strata

setRandomSeed(1234)

let model = try Sequential {
  Input(shape: [10])
  Dense(64, activation: .relu)
  Dense(10, activation: .softmax)
}

print("The structure, before any data was seen:\n")
model.summary()
print("\nThe first layer has 10 · 64 weights and 64 biases, \(10 * 64 + 64) numbers;")
print("the second one 64 · 10 weights and 10 biases, \(64 * 10 + 10).")

print("\nAll weights are there already:")
for layer in model.layers {
  for weight in layer.weights {
    print("  \(layer.name)  \(weight.name)  \(weight.shape)")
  }
}

let kernel = try model.layers[0].getWeights()[0]
let limit = Float(6.0 / (10 + 64)).squareRoot()
print("\nThe 10 weights that lead to the first unit of the first layer:")
print(kernel[.all, 0])
print("The initializer 'Glorot uniform' drew them from -√(6 / (10 + 64)) = \(-limit) to \(limit);")
print("the smallest in the layer is \(kernel.min()), the largest \(kernel.max()). Biases start at 0.")

let pictures = try Sequential {
  Input(shape: [4, 4])
  Flatten()
  Dense(3)
}
print("\nNot every layer has weights. Those of a network for pictures of 4 × 4 pixels:")
for layer in pictures.layers {
  if layer.weights.isEmpty {
    print("\n\(layer.name) has no weights: it only arranges numbers differently.")
  } else {
    let (kernel, bias) = (try layer.getWeights()[0], try layer.getWeights()[1])
    print("\n\(layer.name) has a kernel of shape \(kernel.shape) and a bias of shape \(bias.shape):")
    print(kernel)
    print(bias)
  }
}
