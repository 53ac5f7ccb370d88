// Training changes the numbers in a network, never its structure: the same layers, the same shapes, other values.

import Strata

/// Two tensors beside each other, line by line.
func printSideBySide(_ before: Tensor, _ after: Tensor) {
  let left = "\(before)".split(separator: "\n")
  let right = "\(after)".split(separator: "\n")
  let width = left.map(\.count).max()!
  for (one, other) in zip(left, right) {
    print("  \(one)\(String(repeating: " ", count: width - one.count))   \(other)")
  }
}

setRandomSeed(1234)

print("100 samples of 10 random numbers, labelled 0 to 9 at random; 5 epochs.\n")
let classifier = try Sequential {
  Input(shape: [10])
  Dense(64, activation: .relu)
  Dense(10, activation: .softmax)
}
classifier.compile(
  optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
let x = Tensor.randomUniform([100, 10], seed: 1)
let labels = Tensor.randomIntegers([100], from: 0, to: 10, seed: 2)

let before = try classifier.getWeights()
try classifier.fit(x, labels, epochs: 5, verbose: 2)
let after = try classifier.getWeights()

print("\nA corner of the first kernel, before and after:")
printSideBySide(before[0][0..<4, 0..<3], after[0][0..<4, 0..<3])
print("\nHow far each weight has moved on average, and its shape before and after:")
for (weight, (old, new)) in zip(classifier.weights, zip(before, after)) {
  print("  \(weight.path)  \((new - old).abs().mean())  \(old.shape) \(new.shape)")
}

print("\n100 points in the plane, labelled by the side of a line that they are on; 100 epochs.\n")
let binary = try Sequential {
  Input(shape: [2])
  Dense(4, activation: .relu, name: "hidden")
  Dense(1, activation: .sigmoid, name: "output")
}
binary.compile(optimizer: .adam(), loss: .binaryCrossentropy(), metrics: [.accuracy()])
let points = Tensor.randomUniform([100, 2], from: -1, to: 1, seed: 3)
let sides = (points.sum(axis: 1, keepDims: true) .> 0).converted(to: .float32)

let start = try binary.getWeights()
let history = try binary.fit(points, sides, epochs: 100, verbose: .silent)
let end = try binary.getWeights()

for (weight, (old, new)) in zip(binary.weights, zip(start, end)) {
  print("\(weight.path), before and after:")
  printSideBySide(old, new)
}
let (losses, accuracies) = (history["loss"], history["accuracy"])
print("\nThe loss fell from \(Float(losses.first!)) to \(Float(losses.last!)), ", terminator: "")
print("the accuracy rose from \(Float(accuracies.first!)) to \(Float(accuracies.last!)).")
