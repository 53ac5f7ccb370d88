// Trains a convolutional network to tell pieces of clothing apart: the Fashion-MNIST pictures if they are
// installed, else the small handwritten digits that come with Strata.

import Foundation
import Strata

setRandomSeed(1234)

let data: ImageDataset
// The small set has fewer steps in an epoch, so it needs more of them.
let (name, epochs): (String, Int)
do {
  data = try .fashionMNIST()
  (name, epochs) = ("fashion-mnist", 5)
  print(
    "Fashion-MNIST: \(data.trainingImages.shape[0]) pictures to train on, \(data.testImages.shape[0]) to test."
  )
} catch {
  print("\(error)\nTraining on the handwritten digits that come with Strata instead.")
  data = try .digits()
  (name, epochs) = ("digits", 30)
}

let imageShape = Array(data.trainingImages.shape.dropFirst())
let classes = data.classNames.count
// A valid convolution takes a border off the picture; the small digits have none to spare.
let padding: Padding = imageShape[0] >= 28 ? .valid : .same

let model = try Sequential(name: "clothes") {
  Input(shape: imageShape)
  Conv2D(32, kernelSize: 3, padding: padding, activation: .relu)
  MaxPooling2D()
  Conv2D(64, kernelSize: 3, padding: padding, activation: .relu)
  MaxPooling2D()
  Flatten()
  Dropout(0.25)
  Dense(128, activation: .relu)
  Dense(classes, activation: .softmax)
}
model.summary()

let batchSize = 64
let steps = (data.trainingImages.shape[0] + batchSize - 1) / batchSize * epochs
model.compile(
  optimizer: .adam(learningRate: .cosineDecay(initialLearningRate: 0.002, decaySteps: steps)),
  loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])

let firstConvolution = model.layers[0]
let kernelBefore = try firstConvolution.getWeights()[0]

let start = ContinuousClock.now
let history = try model.fit(data.trainingImages, data.trainingLabels, batchSize: batchSize, epochs: epochs)
let elapsed = ContinuousClock.now - start

let kernelAfter = try firstConvolution.getWeights()[0]
print("\nThe first filter of '\(firstConvolution.name)', 3 by 3, before and after training:")
print(kernelBefore[.all, .all, 0, 0])
print(kernelAfter[.all, .all, 0, 0])

let result = try model.evaluate(data.testImages, data.testLabels, verbose: .silent)
let accuracy = result["accuracy"]!
let secondsPerEpoch = history.epochSeconds.reduce(0, +) / Double(history.epochs.count)
print(
  String(
    format: "\nTrained for %.1f seconds, %.2f for each epoch.", elapsed / .seconds(1), secondsPerEpoch))
print(String(format: "Accuracy on %d test pictures: %.4f", data.testImages.shape[0], accuracy))

let sample = try model.predict(data.testImages[0..<5])
let guesses: [Int32] = sample.argmax(axis: 1).scalars()
let truth: [UInt8] = data.testLabels[0..<5].scalars()
for (guess, label) in zip(guesses, truth) {
  print("  predicted \(data.classNames[Int(guess)]), is \(data.classNames[Int(label)])")
}

let file = FileManager.default.currentDirectoryPath + "/\(name).safetensors"
try model.saveWeights(to: file)
print("Saved the trained weights to \(file)")

// An example that stops working should not go unnoticed.
let wanted = 0.9
if accuracy < wanted {
  print("This is below the accuracy of \(wanted) that this network should reach.")
  exit(1)
}
