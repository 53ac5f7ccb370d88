// A network that has learnt some digits helps to learn others from few pictures: its front is cut out, frozen and put
// under a new head; then all of it is tuned with a low learning rate.

import Foundation
import Strata

setRandomSeed(1234)
let digits = try ImageDataset.digits()

/// The pictures of digits from `first` to `first + 4`, at most so many of each, with labels from 0.
func pictures(_ images: Tensor, _ labels: Tensor, from first: Int, each limit: Int = .max) -> (
  x: Tensor, y: Tensor
) {
  var counts = [Int](repeating: 0, count: 5)
  var chosen: [Int32] = []
  for (place, label) in labels.scalars(as: UInt8.self).enumerated() {
    let index = Int(label) - first
    guard 0..<5 ~= index, counts[index] < limit else { continue }
    counts[index] += 1
    chosen.append(Int32(place))
  }
  let places = Tensor(chosen)
  return (images.take(places), labels.take(places).converted(to: .int32) - first)
}

let known = pictures(digits.trainingImages, digits.trainingLabels, from: 0)
let few = pictures(digits.trainingImages, digits.trainingLabels, from: 5, each: 20)
let test = pictures(digits.testImages, digits.testLabels, from: 5)
print("\(known.x.shape[0]) pictures of 0 to 4 to begin with, \(few.x.shape[0]) of 5 to 9 to learn from then.")

/// A network for five classes.
func makeNetwork(name: String) throws -> Model {
  let images = Input(shape: [8, 8, 1])
  var x = try Conv2D(24, kernelSize: 3, padding: .same, activation: .relu)(images)
  x = try BatchNormalization()(x)
  x = try MaxPooling2D()(x)
  x = try Conv2D(48, kernelSize: 3, padding: .same, activation: .relu)(x)
  x = try BatchNormalization()(x)
  x = try Flatten(name: "features")(x)
  return try Model(inputs: images, outputs: Dense(5, activation: .softmax)(x), name: name)
}

func accuracy(_ model: Model) throws -> Double {
  try model.evaluate(test.x, test.y, verbose: .silent)["accuracy"]!
}

func train(_ model: Model, _ data: (x: Tensor, y: Tensor), learningRate: Double, epochs: Int) throws {
  model.compile(
    optimizer: .adam(learningRate: learningRate), loss: .sparseCategoricalCrossentropy(),
    metrics: [.accuracy()])
  try model.fit(data.x, data.y, batchSize: 16, epochs: epochs, verbose: .silent)
}

let base = try makeNetwork(name: "base")
try train(base, known, learningRate: 0.001, epochs: 15)

// The front of the trained network: a model that ends at one of its layers and shares the weights.
let front = try Model(inputs: base.inputs, outputs: base.layer("features").output, name: "front")
front.trainable = false

// training: false keeps the batch normalization at the statistics that it has gathered, also when it is thawed.
let images = Input(shape: [8, 8, 1])
let features = try front(images, training: false)
let scores = try Dense(5, activation: .softmax, name: "head")(features)
let model = try Model(inputs: images, outputs: scores, name: "transferred")
model.summary(expandNested: true, showTrainable: true)

let before = try front.getWeights()
try train(model, few, learningRate: 0.001, epochs: 30)
let headOnly = try accuracy(model)
let isUntouched = try zip(before, front.getWeights()).allSatisfy {
  $0.allClose(to: $1, relativeTolerance: 0, absoluteTolerance: 0)
}
print("\nThe head has learnt; the frozen front is \(isUntouched ? "untouched" : "changed").")

front.trainable = true
try train(model, few, learningRate: 0.0001, epochs: 20)
let tuned = try accuracy(model)

let scratch = try makeNetwork(name: "scratch")
try train(scratch, few, learningRate: 0.001, epochs: 30)
let alone = try accuracy(scratch)

print(String(format: "Accuracy on new pictures of 5 to 9, after %d of them:", few.x.shape[0]))
print(String(format: "  %.3f  without a trained front", alone))
print(String(format: "  %.3f  with a new head on the frozen front", headOnly))
print(String(format: "  %.3f  after tuning all of it", tuned))

// An example that stops working should not go unnoticed.
guard isUntouched, headOnly > 0.8, tuned > 0.8 else {
  print("This is below what this network should reach.")
  exit(1)
}
