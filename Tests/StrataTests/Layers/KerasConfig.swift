import StrataIO
import Testing

@testable import Strata

/// What Keras's `get_config()` describes, as Strata's own: the tests' reader of recorded cases.
struct KerasConfig {
  let className: String
  let config: JSONValue

  init(_ object: JSONValue?) throws {
    className = try #require(object?["class_name"]?.string)
    config = try #require(object?["config"])
  }

  // MARK: Values

  func integer(_ key: String) throws -> Int { try #require(config[key]?.integer, "\(key)") }
  func double(_ key: String) throws -> Double { try #require(config[key]?.double, "\(key)") }
  func bool(_ key: String) throws -> Bool { try #require(config[key]?.bool as Bool?, "\(key)") }
  func string(_ key: String) throws -> String { try #require(config[key]?.string, "\(key)") }

  /// The integer or the list of integers at `key`.
  func integers(_ key: String) throws -> any IntegerOrList {
    let value = try #require(config[key])
    if let integer = value.integer { return integer }
    return try #require(value.array, "\(key)").map { try #require($0.integer) }
  }

  /// The number or the list of numbers at `key`.
  func tensor(_ key: String) throws -> Tensor {
    if let number = config[key]?.double { return Tensor(Float(number)) }
    return Tensor(try #require(config[key]?.array, "\(key)").map { Float(try #require($0.double)) })
  }

  func partialShape(_ key: String) throws -> PartialShape? {
    guard let value = config[key], !value.isNull else { return nil }
    return try #require(value.array).map(\.integer)
  }

  func padding() throws -> Padding {
    let paddings: [String: Padding] = ["valid": .valid, "same": .same, "causal": .causal]
    return try #require(paddings[string("padding")])
  }

  func dataFormat() throws -> DataFormat {
    try string("data_format") == "channels_first" ? .channelsFirst : .channelsLast
  }

  private func sharedAxes() throws -> any IntegerOrList {
    config["shared_axes"]?.isNull == false ? try integers("shared_axes") : [Int]()
  }

  // MARK: Objects

  func initializer() throws -> any Initializer {
    switch className {
    case "Zeros": .zeros
    case "Ones": .ones
    case "Constant": .constant(try double("value"))
    case "Identity": .identity(gain: config["gain"]?.double ?? 1)
    case "Orthogonal": .orthogonal(gain: try double("gain"), seed: try integer("seed"))
    case "RandomNormal":
      .randomNormal(mean: try double("mean"), stddev: try double("stddev"), seed: try integer("seed"))
    case "RandomUniform":
      .randomUniform(
        minValue: try double("minval"), maxValue: try double("maxval"), seed: try integer("seed"))
    case "TruncatedNormal":
      .truncatedNormal(mean: try double("mean"), stddev: try double("stddev"), seed: try integer("seed"))
    case "GlorotUniform": .glorotUniform(seed: try integer("seed"))
    case "GlorotNormal": .glorotNormal(seed: try integer("seed"))
    case "HeUniform": .heUniform(seed: try integer("seed"))
    case "HeNormal": .heNormal(seed: try integer("seed"))
    case "LecunUniform": .lecunUniform(seed: try integer("seed"))
    case "LecunNormal": .lecunNormal(seed: try integer("seed"))
    case "VarianceScaling": try varianceScaling()
    default: throw UnknownName(name: className)
    }
  }

  private func varianceScaling() throws -> VarianceScaling {
    let modes: [String: VarianceScaling.Mode] = ["fan_in": .fanIn, "fan_out": .fanOut, "fan_avg": .fanAvg]
    let distributions: [String: VarianceScaling.Distribution] = [
      "uniform": .uniform, "truncated_normal": .truncatedNormal, "untruncated_normal": .untruncatedNormal,
    ]
    return VarianceScaling(
      scale: try double("scale"), mode: try #require(modes[string("mode")]),
      distribution: try #require(distributions[string("distribution")]), seed: try integer("seed"))
  }

  func regularizer() throws -> any Regularizer {
    switch className {
    case "L1": .l1(try double("l1"))
    case "L2": .l2(try double("l2"))
    case "L1L2": .l1l2(l1: try double("l1"), l2: try double("l2"))
    case "OrthogonalRegularizer":
      .orthogonal(factor: try double("factor"), mode: try string("mode") == "rows" ? .rows : .columns)
    default: throw UnknownName(name: className)
    }
  }

  func constraint() throws -> any Constraint {
    switch className {
    case "MaxNorm": .maxNorm(try double("max_value"), axis: try integers("axis"))
    case "NonNeg": .nonNegative
    case "UnitNorm": .unitNorm(axis: try integers("axis"))
    case "MinMaxNorm":
      .minMaxNorm(
        minValue: try double("min_value"), maxValue: try double("max_value"), rate: try double("rate"),
        axis: try integers("axis"))
    default: throw UnknownName(name: className)
    }
  }

  func layer() throws -> Layer {
    let name = try string("name")
    let trainable = config["trainable"]?.bool ?? true
    switch className {
    case "Dense":
      return Dense(
        try integer("units"), activation: try activation(named: string("activation")),
        useBias: try bool("use_bias"), name: name, trainable: trainable)
    case "Activation": return Activation(try activation(named: string("activation")), name: name)
    case "Flatten": return Flatten(name: name)
    case "Reshape": return Reshape(try integers("target_shape").integers, name: name)
    case "Dropout":
      return Dropout(
        try double("rate"), noiseShape: try partialShape("noise_shape"), seed: try integer("seed"), name: name
      )
    case "Conv2D":
      return Conv2D(
        try integer("filters"), kernelSize: try integers("kernel_size"),
        strides: try integers("strides"), padding: try padding(), dataFormat: try dataFormat(),
        dilationRate: try integers("dilation_rate"), groups: try integer("groups"),
        activation: try activation(named: string("activation")), useBias: try bool("use_bias"), name: name,
        trainable: trainable)
    case "MaxPooling2D":
      return MaxPooling2D(
        poolSize: try integers("pool_size"), strides: try integers("strides"), padding: try padding(),
        dataFormat: try dataFormat(), name: name)
    case "AveragePooling2D":
      return AveragePooling2D(
        poolSize: try integers("pool_size"), strides: try integers("strides"), padding: try padding(),
        dataFormat: try dataFormat(), name: name)
    case "GlobalAveragePooling2D":
      return GlobalAveragePooling2D(
        dataFormat: try dataFormat(), keepDims: try bool("keepdims"), name: name)
    case "GlobalMaxPooling2D":
      return GlobalMaxPooling2D(dataFormat: try dataFormat(), keepDims: try bool("keepdims"), name: name)
    case "BatchNormalization":
      return BatchNormalization(
        axis: try integer("axis"), momentum: try double("momentum"), epsilon: try double("epsilon"),
        center: try bool("center"), scale: try bool("scale"), name: name, trainable: trainable)
    case "LayerNormalization":
      return LayerNormalization(
        axis: try integers("axis"), epsilon: try double("epsilon"), center: try bool("center"),
        scale: try bool("scale"), rmsScaling: try bool("rms_scaling"), name: name, trainable: trainable)
    case "Rescaling":
      return Rescaling(try tensor("scale"), offset: try tensor("offset"), name: name)
    case "ReLU":
      return ReLU(
        maxValue: config["max_value"]?.double, negativeSlope: try double("negative_slope"),
        threshold: try double("threshold"), name: name)
    case "LeakyReLU": return LeakyReLU(negativeSlope: try double("negative_slope"), name: name)
    case "PReLU": return PReLU(sharedAxes: try sharedAxes(), name: name)
    case "ELU": return ELU(alpha: try double("alpha"), name: name)
    case "Softmax": return Softmax(axis: try integers("axis"), name: name)
    default: return try convolutionOrPooling() ?? reshapingLayer() ?? randomLayer() ?? recurrentLayer()
    }
  }
}

/// The function of `keras.activations` with the given name and keyword arguments.
func activation(named name: String, _ arguments: JSONValue? = nil) throws -> ActivationFunction {
  func number(_ key: String) -> Double? { arguments?[key]?.double }
  switch name {
  case "relu":
    guard let object = arguments?.object, !object.isEmpty else { return .relu }
    return .relu(
      maxValue: number("max_value"), negativeSlope: number("negative_slope") ?? 0,
      threshold: number("threshold") ?? 0)
  case "leaky_relu": return number("negative_slope").map { .leakyRelu(negativeSlope: $0) } ?? .leakyRelu
  case "elu": return number("alpha").map { .elu(alpha: $0) } ?? .elu
  case "gelu": return arguments?["approximate"]?.bool.map { .gelu(approximate: $0) } ?? .gelu
  case "softmax": return arguments?["axis"]?.integer.map { .softmax(axis: $0) } ?? .softmax
  case "log_softmax": return arguments?["axis"]?.integer.map { .logSoftmax(axis: $0) } ?? .logSoftmax
  default:
    let functions: [ActivationFunction] = [
      .linear, .relu6, .celu, .selu, .softplus, .squareplus, .sigmoid, .logSigmoid, .hardSigmoid, .tanh,
      .hardTanh, .softsign, .silu, .hardSilu, .mish, .hardShrink, .softShrink, .tanhShrink, .exponential,
    ]
    guard let found = functions.first(where: { $0.name == name }) else { throw UnknownName(name: name) }
    return found
  }
}

/// A recorded case of something that Strata does not have.
struct UnknownName: Error {
  let name: String
}
