// The weights of a layer can be set by hand, read back, and checked with pencil and paper.

import Strata

let model = try Sequential(name: "by_hand") {
  Input(shape: [2])
  Dense(5, name: "linear")
}
let layer = try model.layer("linear")

// One row for each of the 2 inputs, one column for each of the 5 units.
let kernel = Tensor([
  [1, 2, 3, 4, 5],
  [10, 20, 30, 40, 50],
])
let bias = Tensor([0.5, 0, 0, 0, -0.5])
try layer.setWeights([kernel, bias])

print("The weights read back:")
for weight in layer.weights {
  print("\(weight.name) \(weight.shape)")
  print(weight.value)
}

print("\nA Dense layer computes input · kernel + bias. For the inputs")
let inputs = Tensor([[1, 0], [0, 1], [2, 3]] as [[Float]])
print(inputs)
print("that is")
print(try model.predict(inputs))
print("The first number of the last row by hand: 2 · 1 + 3 · 10 + 0.5 = \(2.0 * 1 + 3 * 10 + 0.5)")

print("\nValues that do not fit are refused, and nothing is changed:")
let mistakes: [(String, [Tensor])] = [
  ("a kernel with rows and columns exchanged", [kernel.transposed(), bias]),
  ("the bias forgotten", [kernel]),
  ("the two in the wrong order", [bias, kernel]),
]
for (mistake, values) in mistakes {
  do {
    try layer.setWeights(values)
  } catch {
    print("  \(mistake):\n    \(error)")
  }
}
print("\nThe first input still gives \(try model.predict(inputs)[0])")

print("\nOne weight alone is set by its name:")
try layer.weight("bias").assign(Tensor([0, 0, 0, 0, 100]))
print(try model.predict(inputs)[0])
