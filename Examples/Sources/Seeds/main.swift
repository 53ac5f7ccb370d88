// Initial weights are random, but not arbitrary: the same seed gives the same weights, today, tomorrow, and in
// Keras on JAX.

import Strata

func makeModel(seed: UInt32) throws -> Sequential {
  setRandomSeed(seed)
  return try Sequential {
    Input(shape: [2])
    Dense(3, activation: .sigmoid, name: "layer1")
    Dense(1, activation: .sigmoid, name: "layer2")
  }
}

func printWeights(of model: Sequential) throws {
  for (name, value) in zip(["W1", "b1", "W2", "b2"], try model.getWeights()) {
    let sizes = value.shape.map { "\($0)" }.joined(separator: ", ")
    print("\(name)(\(sizes)):")
    print(value)
  }
}

print("The weights of a network with the seed 1234. It has not seen any data.\n")
try printWeights(of: makeModel(seed: 1234))

print("\nAnother network with the same seed:\n")
try printWeights(of: makeModel(seed: 1234))

print("\nAnd one with the seed 1235:\n")
try printWeights(of: makeModel(seed: 1235))

print("\nIn Python, Keras on JAX gives the same numbers:")
print(
  """

    keras.utils.set_random_seed(1234)
    model = keras.Sequential([
        keras.Input((2,)),
        keras.layers.Dense(3, activation="sigmoid", name="layer1"),
        keras.layers.Dense(1, activation="sigmoid", name="layer2"),
    ])
    for weight in model.get_weights():
        print(weight)
  """)
