// Weights that move: between models, under a new head, from two files into one model, and softly to a target.

import Foundation
import Strata

setRandomSeed(1234)
let data = try ImageDataset.digits()
let (x, y) = (data.trainingImages.reshaped(-1, 64), data.trainingLabels)
let (testX, testY) = (data.testImages.reshaped(-1, 64), data.testLabels)
let folder = FileManager.default.temporaryDirectory

func makeFront() throws -> Sequential {
  try Sequential(name: "front") {
    Input(shape: [64])
    Dense(64, activation: .relu)
    BatchNormalization()
  }
}

func makeHead(classes: Int) throws -> Sequential {
  try Sequential(name: "head") {
    Input(shape: [64])
    Dense(classes, activation: .softmax)
  }
}

func train(_ model: Sequential, _ labels: Tensor, epochs: Int) throws {
  model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
  try model.fit(x, labels, epochs: epochs, verbose: .silent)
}

func accuracy(_ model: Sequential, _ labels: Tensor) throws -> String {
  let result = try model.evaluate(testX, labels, verbose: .silent)
  return String(format: "%.3f of the test digits are right", result["accuracy"]!)
}

print("1. A network learns the ten digits.")
let (front, head) = (try makeFront(), try makeHead(classes: 10))
let model = try Sequential([front, head])
try train(model, y, epochs: 10)
print("  ", try accuracy(model, testY))

print("2. The weights of one layer are copied to a layer of another model.")
let other = try makeFront()
try other.layers[0].setWeights(front.layers[0].getWeights())
let isEqual =
  try other.layers[0].getWeights()[0].scalars(as: Float.self)
  == front.layers[0].getWeights()[0].scalars(as: Float.self)
print("   The kernels are equal: \(isEqual)")

print("3. The front keeps what it learned, and a new head learns to tell even digits from odd ones.")
front.trainable = false
let parity = try Sequential([front, makeHead(classes: 2)])
let before = try front.getWeights().map { $0.scalars(as: Float.self) }
try train(parity, y.converted(to: .int32) % 2, epochs: 5)
print("  ", try accuracy(parity, testY.converted(to: .int32) % 2))
print("   The front is as it was: \(try front.getWeights().map { $0.scalars(as: Float.self) } == before)")
print("   Trained: \(parity.trainableWeights.map(\.path)), and the optimizer has state for these alone.")

print("4. Front and head, saved on their own, become one model.")
let files = ["front", "head"].map { folder.appending(path: "\($0).safetensors").path }
try front.saveWeights(to: files[0])
try head.saveWeights(to: files[1])
let (loadedFront, loadedHead) = (try makeFront(), try makeHead(classes: 10))
try loadedFront.loadWeights(from: files[0])
try loadedHead.loadWeights(from: files[1])
let assembled = try Sequential([loadedFront, loadedHead])
assembled.compile(loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
print("  ", try accuracy(assembled, testY))

print("5. A target network follows the trained one: target = tau * online + (1 - tau) * target.")
let target = try Sequential([makeFront(), makeHead(classes: 10)])
target.compile(loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
for updates in [0, 100, 400, 1000] {
  for _ in 0..<updates { try target.softUpdate(from: assembled, tau: 0.005) }
  print("   after \(updates) more updates:", try accuracy(target, testY))
}
