// Somebody forgot to say what shape the inputs have. Without it the layers cannot know how many weights they
// need. The network says so, and says what to do.

import Strata

setRandomSeed(1234)

func makeModel() throws -> Sequential {
  try Sequential {
    Conv2D(8, kernelSize: 3, activation: .relu)
    MaxPooling2D()
    Conv2D(16, kernelSize: 3, activation: .relu)
    Flatten()
    Dense(10, activation: .softmax)
  }
}

let digits = try ImageDataset.digits()

func train(_ model: Sequential) throws {
  model.compile(
    optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
  try model.fit(digits.trainingImages, digits.trainingLabels, epochs: 3, verbose: 2)
}

let model = try makeModel()
print("A network without an input shape has layers, but no output shapes and no weights:\n")
model.summary()

print("\nAsking for its weights, or those of a layer, is an error that tells what is missing:")
do {
  print(try model.getWeights())
} catch {
  print("  error: \(error)")
}
do {
  print(try model.layers[0].weight("kernel"))
} catch {
  print("  error: \(error)")
}

print(
  "\nThe first way: build it for pictures of 8 × 8 pixels with 1 channel. The size of a batch stays open, nil:\n"
)
try model.build(inputShape: [nil, 8, 8, 1])
model.summary()
print("\nThe weights of the first convolution: \(try model.layers[0].weight("kernel"))")
try train(model)

print("\nThe second way: show it data. The first batch builds it.\n")
let another = try makeModel()
print("before: \(another)")
try train(another)
print("after:  \(another), with \(another.parameterCount) weights")

print("\nThe shortest way is to put Input(shape: [8, 8, 1]) first, and have the weights at once.")
print("A shape that cannot work is an error, and leaves the network unbuilt:")
let tooSmall = try makeModel()
do {
  try tooSmall.build(inputShape: [nil, 4, 4, 1])
} catch {
  print("  error: \(error)")
}
print("  \(tooSmall)")
