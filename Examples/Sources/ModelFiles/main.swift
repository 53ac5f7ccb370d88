// Models in files: saved, read again, trained on, taken apart for another task, and with a layer of one's own.
//
// Keras reads the file that this program writes, and `Model.load` reads what Keras saves.

import Foundation
import Strata

/// A layer of one's own. `arguments` says what it was made with, so that a file can describe it.
final class Scale: Layer {
  let factor: Double

  init(_ factor: Double, name: String? = nil) {
    self.factor = factor
    super.init(name: name)
  }

  override var arguments: Arguments? { ["factor": factor] }

  override func call(_ input: Tensor, context: CallContext) throws -> Tensor { input * factor }
}

setRandomSeed(1)
let file = NSTemporaryDirectory() + "digits.keras"

// A network with a branch around one of its layers.
let digits = try ImageDataset.digits()
let (train, labels) = (digits.trainingImages, digits.trainingLabels)
let images = Input(shape: [8, 8, 1], name: "images")
let scaled = try Scale(2, name: "scaled")(Flatten()(images))
let first = try Dense(32, activation: .relu, name: "first")(scaled)
let second = try Dense(32, activation: .relu, name: "second")(first)
let scores = try Dense(10, activation: .softmax, name: "scores")(Add(name: "both")([first, second]))
let model = try Model(inputs: images, outputs: scores, name: "digits")
model.compile(
  optimizer: .adam(learningRate: 0.003), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
try model.fit(train, labels, epochs: 5, verbose: .oneLinePerEpoch)

// The whole model goes to the file: layers, weights, compile settings, and the optimizer where it is now.
try model.save(to: file)

// A file does not bring code with it: a class of one's own must be known before.
do {
  _ = try Model.load(from: file)
} catch {
  print("\nWithout the class:\n\(error)")
}
Registry.layers.register("Scale") { config in try Scale(config.double("factor"), name: config.name) }

// The model that comes back goes on as if nothing had happened.
let copy = try Model.load(from: file)
let difference = try copy.predict(digits.testImages) - model.predict(digits.testImages)
print("\nThe largest difference between their predictions:", difference.abs().max())
for trained in [model, copy] {
  let history = try trained.fit(train, labels, epochs: 1, verbose: .silent, shuffle: false)
  print("One more epoch:", history["loss"][0])
}

// The front of the network in another model, which tells even digits from odd ones. Its own head is not in the file.
let pixels = Input(shape: [8, 8, 1], name: "pixels")
let features = try Dense(32, activation: .relu, name: "first")(Scale(2, name: "scaled")(Flatten()(pixels)))
let parity = try Model(
  inputs: pixels, outputs: Dense(1, activation: .sigmoid, name: "odd")(features), name: "parity")
do {
  try parity.loadWeights(from: file, byName: true)
} catch {
  print("\nStrictly:\n\(error)")
}
let report = try parity.loadWeights(from: file, allowPartial: true, byName: true)
print("\nIn parts:", report.loaded)

try FileManager.default.removeItem(atPath: file)
