extension Registry {
  /// The activation functions. Files name them, or have layers and operations in their place, which have arguments.
  ///
  /// ```swift
  /// Registry.activations.register("cube") { _ in .cube }
  /// ```
  public static let activations = ObjectTable<ActivationFunction>(
    "activation", aliases: ["swish": "silu", "hard_swish": "hard_silu"],
    functions.merging(objects) { function, _ in function })

  private static let functions: [String: ObjectTable<ActivationFunction>.Maker] = [
    "celu": { _ in .celu },
    "elu": { _ in .elu },
    "exponential": { _ in .exponential },
    "gelu": { _ in .gelu },
    "glu": { _ in .glu },
    "hard_shrink": { _ in .hardShrink },
    "hard_sigmoid": { _ in .hardSigmoid },
    "hard_silu": { _ in .hardSilu },
    "hard_tanh": { _ in .hardTanh },
    "leaky_relu": { _ in .leakyRelu },
    "linear": { _ in .linear },
    "log_sigmoid": { _ in .logSigmoid },
    "log_softmax": { _ in .logSoftmax },
    "mish": { _ in .mish },
    "relu": { _ in .relu },
    "relu6": { _ in .relu6 },
    "selu": { _ in .selu },
    "sigmoid": { _ in .sigmoid },
    "silu": { _ in .silu },
    "soft_shrink": { _ in .softShrink },
    "softmax": { _ in .softmax },
    "softplus": { _ in .softplus },
    "softsign": { _ in .softsign },
    "sparse_plus": { _ in .sparsePlus },
    "sparse_sigmoid": { _ in .sparseSigmoid },
    "sparsemax": { _ in .sparsemax },
    "squareplus": { _ in .squareplus },
    "tanh": { _ in .tanh },
    "tanh_shrink": { _ in .tanhShrink },
  ]

  /// Layers without weights, and operations, that stand for a function.
  private static let objects: [String: ObjectTable<ActivationFunction>.Maker] = [
    "Activation": { try $0.asFunction { try $0.activation("activation") } },
    "ReLU": {
      try $0.asFunction {
        try .relu(
          maxValue: $0.optionalDouble("max_value"), negativeSlope: $0.double("negative_slope", default: 0),
          threshold: $0.double("threshold", default: 0))
      }
    },
    "LeakyReLU": {
      try $0.asFunction { try .leakyRelu(negativeSlope: $0.double("negative_slope", default: 0.3)) }
    },
    "ELU": { try $0.asFunction { try .elu(alpha: $0.double("alpha", default: 1)) } },
    "Softmax": { try $0.asFunction { try .softmax(axis: $0.int("axis", default: -1)) } },
    "Celu": { try $0.asFunction { try .celu(alpha: $0.double("alpha", default: 1)) } },
    "Elu": { try $0.asFunction { try .elu(alpha: $0.double("alpha", default: 1)) } },
    "Gelu": { try $0.asFunction { try .gelu(approximate: $0.bool("approximate", default: true)) } },
    "Glu": { try $0.asFunction { try .glu(axis: $0.int("axis", default: -1)) } },
    "HardShrink": { try $0.asFunction { try .hardShrink(threshold: $0.double("threshold", default: 0.5)) } },
    "LeakyRelu": {
      try $0.asFunction { try .leakyRelu(negativeSlope: $0.double("negative_slope", default: 0.2)) }
    },
    "LogSoftmax": { try $0.asFunction { try .logSoftmax(axis: $0.int("axis", default: -1)) } },
    "SoftShrink": { try $0.asFunction { try .softShrink(threshold: $0.double("threshold", default: 0.5)) } },
    "Sparsemax": { try $0.asFunction { try .sparsemax(axis: $0.int("axis", default: -1)) } },
    "Squareplus": { try $0.asFunction { try .squareplus(b: $0.double("b", default: 4)) } },
    "Threshold": {
      try $0.asFunction {
        try .threshold($0.double("threshold"), defaultValue: $0.double("default_value"))
      }
    },
  ]
}

extension Config {
  /// Reads a function out of the config of a layer or operation, whose name and state do not matter.
  fileprivate func asFunction(_ read: (Config) throws -> ActivationFunction) rethrows -> ActivationFunction {
    ignore("name", "trainable", "dtype")
    return try read(self)
  }
}
