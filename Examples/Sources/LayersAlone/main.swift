// Layers are useful without a model: call one on a tensor, and it makes weights that fit and computes its output.

import Strata

setRandomSeed(1)

/// Calls a layer and prints what went in, what came out, and the weights that the layer made.
func show(_ layer: Layer, on input: Tensor) throws {
  let output = try layer(input)
  print("\n\(layer)\n  input \(input.shape) -> output \(output.shape)")
  for weight in layer.weights { print("  \(weight.path): \(weight.shape)") }
}

// 32 vectors of 784 numbers, as pictures of 28 x 28 pixels would be, from a normal distribution.
try show(Dense(128), on: .randomNormal([32, 784], seed: 2))

// 16 pictures in colour: each of 32 filters sees 3 x 3 pixels in 3 colours.
try show(Conv2D(32, kernelSize: 3), on: .randomNormal([16, 28, 28, 3], seed: 3))

// 8 sequences of 20 steps with 10 numbers each. With returnSequences there is an output for every step.
let sequences = Tensor.randomNormal([8, 20, 10], seed: 4)

let lstm = LSTM(64, returnSequences: true)
try show(lstm, on: sequences)
print("  The four gates lie side by side in these weights. Each one alone:")
for gate in LSTMCell.Gate.allCases {
  let part = try lstm.gate(gate)
  print(
    "  \(gate): kernel \(part.kernel.shape), recurrent kernel \(part.recurrentKernel.shape),"
      + " bias \(part.bias!.shape), bias starts at \(part.bias![0])")
}
print("  The forget gate starts open, so that at first the layer remembers. It can be set alone:")
try lstm.setGate(.forget, bias: .full([64], 2))
print("  the forget gate's bias is now \(try lstm.gate(.forget).bias![0]), and in the whole bias it is")
print("  elements 64 to 127: \(try lstm.bias.value[62..<66])")

let gru = GRU(64, returnSequences: true)
try show(gru, on: sequences)
print("  Its three gates:")
for gate in GRUCell.Gate.allCases {
  let part = try gru.gate(gate)
  print(
    "  \(gate): kernel \(part.kernel.shape), recurrent kernel \(part.recurrentKernel.shape),"
      + " bias of the input \(part.bias!.shape), of the state \(part.recurrentBias!.shape)")
}

// A layer hands on its states, so that a sequence can be continued.
let (_, states) = try lstm.outputAndStates(sequences[.all, 0..<12])
let rest = try lstm(sequences[.all, 12..<20], initialState: states)
let whole = try lstm(sequences)
print("\nThe last 8 steps from the states after the first 12 are those of the whole sequence:")
print("largest difference \((rest - whole[.all, 12..<20]).abs().max())")
