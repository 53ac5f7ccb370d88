// Two pictures of handwritten digits go in; their sum, and whether both are the same digit, come out. Nobody tells the
// network what the single digits are, and yet the part that reads them, which both inputs share, learns them apart.

import Foundation
import Strata

setRandomSeed(1234)
let digits = try ImageDataset.digits()

/// Pairs of pictures, with what is asked about them.
struct Pairs {
  let left: Tensor
  let right: Tensor
  let sum: Tensor
  let same: Tensor

  /// Every second pair is made of pictures of the same digit.
  init(_ images: Tensor, _ labels: Tensor, count: Int, seed: Int) {
    let numbers = labels.scalars(as: UInt8.self).map(Int.init)
    let places = (0..<10).map { digit in numbers.indices.filter { numbers[$0] == digit } }
    let chance = Tensor.randomUniform([count, 2], seed: seed).scalars(as: Float.self)
    let pairs = (0..<count).map { pair in
      let left = Int(chance[2 * pair] * Float(numbers.count))
      let others = pair % 2 == 0 ? places[numbers[left]] : Array(numbers.indices)
      return (left: left, right: others[Int(chance[2 * pair + 1] * Float(others.count))])
    }
    left = images.take(Tensor(pairs.map { Int32($0.left) }))
    right = images.take(Tensor(pairs.map { Int32($0.right) }))
    sum = Tensor(pairs.map { Int32(numbers[$0.left] + numbers[$0.right]) })
    same = Tensor(pairs.map { Float(numbers[$0.left] == numbers[$0.right] ? 1 : 0) }, shape: [count, 1])
  }
}

let training = Pairs(digits.trainingImages, digits.trainingLabels, count: 6000, seed: 1)
let test = Pairs(digits.testImages, digits.testLabels, count: 1000, seed: 2)

let left = Input(shape: [8, 8, 1], name: "left")
let right = Input(shape: [8, 8, 1], name: "right")

// A model is a layer, too. Called twice, it has its weights once.
let reader = try Sequential(name: "reader") {
  Input(shape: [8, 8, 1])
  Conv2D(16, kernelSize: 3, padding: .same, activation: .relu)
  MaxPooling2D()
  Flatten()
  Dense(64, activation: .relu)
  Dense(16, name: "code")
}
let (leftCode, rightCode) = (try reader(left), try reader(right))

let both = try Concatenate(name: "both")([leftCode, rightCode])
let hidden = try Dense(64, activation: .relu, name: "hidden")(both)
let sum = try Dense(19, activation: .softmax, name: "sum")(hidden)

let difference = try Subtract(name: "difference")([leftCode, rightCode])
let distance = try Multiply(name: "squared")([difference, difference])
let same = try Dense(1, activation: .sigmoid, name: "same")(distance)

let model = try Model(inputs: [left, right], outputs: [sum, same], name: "pairs")
model.summary()

// Inputs, truths, losses and metrics go by name; lists in the order of inputs and outputs do as well.
model.compile(
  optimizer: .adam(learningRate: 0.002),
  losses: ["sum": .sparseCategoricalCrossentropy(), "same": .binaryCrossentropy()],
  lossWeights: ["same": 0.5], metrics: ["sum": [.accuracy()], "same": [.accuracy()]])
try model.fit(
  ["left": training.left, "right": training.right], ["sum": training.sum, "same": training.same],
  batchSize: 64, epochs: 12, verbose: .oneLinePerEpoch)

let result = try model.evaluate([test.left, test.right], [test.sum, test.same], verbose: .silent)
let (sumAccuracy, sameAccuracy) = (result["sum_accuracy"]!, result["same_accuracy"]!)
print(
  String(
    format: "\nOn new pairs: %.3f of the sums are right, and %.3f of the comparisons.", sumAccuracy,
    sameAccuracy))

let answers = try model.predictAll([test.left[0..<4], test.right[0..<4]])
let (guesses, likeness) = (
  answers[0].argmax(axis: 1).scalars(as: Int32.self), answers[1].scalars(as: Float.self)
)
for (index, truth) in test.sum[0..<4].scalars(as: Int32.self).enumerated() {
  print(
    String(
      format: "  sum %2d, guessed %2d; same with probability %.2f", truth, guesses[index], likeness[index]))
}

// The shared part is a model of its own: pictures of the same digit have codes close to each other, so that the
// nearest picture of known label tells what a digit is.
let (codes, known) = (try reader.predict(digits.testImages), try reader.predict(digits.trainingImages))
let closeness = 2 * matmul(codes, known.transposed()) - (known * known).sum(axis: 1)
let nearest = digits.trainingLabels.take(closeness.argmax(axis: 1)).scalars(as: UInt8.self)
let rightCount = zip(nearest, digits.testLabels.scalars(as: UInt8.self)).count { $0 == $1 }
let share = Double(rightCount) / Double(nearest.count)
print(
  String(format: "The reader alone, by its nearest known picture, recognizes %.3f of single digits.", share))

// An example that stops working should not go unnoticed.
guard sumAccuracy > 0.75, sameAccuracy > 0.8, share > 0.9 else {
  print("This is below what this network should reach.")
  exit(1)
}
