// Why do weights start as random numbers, and not at 0 or all equal? Units that start equal stay equal: each of
// them computes the same, gets the same gradient, and takes the same step. Four units are then worth one.

import Strata

// The exclusive or: true where exactly one of the two inputs is. One unit alone cannot compute it.
let x = Tensor([[0, 0], [0, 1], [1, 0], [1, 1]] as [[Float]])
let y = Tensor([[0], [1], [1], [0]] as [[Float]])

/// A network with four hidden units after 100 steps of training, and the loss that it has reached.
func trained(startingFrom initializer: any Initializer) throws -> (model: Sequential, loss: Double) {
  setRandomSeed(1234)
  let model = try Sequential {
    Input(shape: [2])
    Dense(4, activation: .tanh, kernelInitializer: initializer, name: "hidden")
    Dense(1, activation: .sigmoid, kernelInitializer: initializer, name: "output")
  }
  model.compile(optimizer: .adam(learningRate: 0.1), loss: .binaryCrossentropy())
  // The four samples are one batch, so that an epoch is one step.
  let history = try model.fit(x, y, epochs: 100, verbose: .silent)
  return (model, history["loss"].last!)
}

let starts: [(String, any Initializer)] = [
  ("zeros", .zeros), ("ones", .ones), ("0.5 everywhere", .constant(0.5)),
  ("random numbers", .glorotUniform()),
]
for (name, initializer) in starts {
  let (model, loss) = try trained(startingFrom: initializer)
  print("\nStarted from \(name). After 100 steps the hidden layer's weights are, one column for each unit,")
  print(try model.layer("hidden").getWeights()[0])
  print("the weights from its units to the output, one row for each,")
  print(try model.layer("output").getWeights()[0])
  print("the loss \(Float(loss)), and the answers for 00, 01, 10 and 11")
  print((try model.predict(x).flattened() * 1000).rounded() / 1000)
}
print(
  "\nFrom zeros nothing is learned: 0.693 = ln 2 is the loss of a guess of one half. From other equal numbers"
)
print(
  "the four units learn the same thing, and as a single one can do no more than give three equal answers.")
print("Only units that start different from each other become different, and learn together what one cannot.")
