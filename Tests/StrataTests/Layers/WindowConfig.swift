import StrataIO
import Testing

@testable import Strata

extension KerasConfig {
  /// The convolution or the pooling over windows or sequences, if it is one.
  func convolutionOrPooling() throws -> Layer? {
    switch className {
    case "Conv1D":
      return Conv1D(
        try integer("filters"), kernelSize: try integers("kernel_size"), strides: try integers("strides"),
        padding: try padding(), dataFormat: try dataFormat(), dilationRate: try integers("dilation_rate"),
        groups: try integer("groups"), activation: try activation(named: string("activation")),
        useBias: try bool("use_bias"), name: try string("name"))
    case "DepthwiseConv2D":
      return DepthwiseConv2D(
        kernelSize: try integers("kernel_size"), strides: try integers("strides"), padding: try padding(),
        depthMultiplier: try integer("depth_multiplier"), dataFormat: try dataFormat(),
        dilationRate: try integers("dilation_rate"), activation: try activation(named: string("activation")),
        useBias: try bool("use_bias"), name: try string("name"))
    case "SeparableConv2D":
      return SeparableConv2D(
        try integer("filters"), kernelSize: try integers("kernel_size"), strides: try integers("strides"),
        padding: try padding(), dataFormat: try dataFormat(), dilationRate: try integers("dilation_rate"),
        depthMultiplier: try integer("depth_multiplier"),
        activation: try activation(named: string("activation")), useBias: try bool("use_bias"),
        name: try string("name"))
    case "Conv2DTranspose":
      return Conv2DTranspose(
        try integer("filters"), kernelSize: try integers("kernel_size"), strides: try integers("strides"),
        padding: try padding(),
        outputPadding: config["output_padding"]?.isNull == false ? try integers("output_padding") : nil,
        dataFormat: try dataFormat(), dilationRate: try integers("dilation_rate"),
        activation: try activation(named: string("activation")), useBias: try bool("use_bias"),
        name: try string("name"))
    case "MaxPooling1D":
      return MaxPooling1D(
        poolSize: try integers("pool_size"), strides: try integers("strides"), padding: try padding(),
        dataFormat: try dataFormat(), name: try string("name"))
    case "AveragePooling1D":
      return AveragePooling1D(
        poolSize: try integers("pool_size"), strides: try integers("strides"), padding: try padding(),
        dataFormat: try dataFormat(), name: try string("name"))
    case "GlobalMaxPooling1D":
      return GlobalMaxPooling1D(
        dataFormat: try dataFormat(), keepDims: try bool("keepdims"), name: try string("name"))
    case "GlobalAveragePooling1D":
      return GlobalAveragePooling1D(
        dataFormat: try dataFormat(), keepDims: try bool("keepdims"), name: try string("name"))
    default: return nil
    }
  }

  /// The layer that gives samples another shape, if it is one.
  func reshapingLayer() throws -> Layer? {
    switch className {
    case "ZeroPadding2D":
      return ZeroPadding2D(
        padding: try edges("padding"), dataFormat: try dataFormat(), name: try string("name"))
    case "Cropping2D":
      return Cropping2D(
        cropping: try edges("cropping"), dataFormat: try dataFormat(), name: try string("name"))
    case "UpSampling2D":
      let interpolations: [String: Interpolation] = [
        "nearest": .nearest, "bilinear": .bilinear, "bicubic": .bicubic, "lanczos3": .lanczos3,
        "lanczos5": .lanczos5,
      ]
      return UpSampling2D(
        size: try integers("size"), dataFormat: try dataFormat(),
        interpolation: try #require(interpolations[string("interpolation")]), name: try string("name"))
    case "Permute": return Permute(try integers("dims").integers, name: try string("name"))
    case "RepeatVector": return RepeatVector(try integer("n"), name: try string("name"))
    default: return nil
    }
  }

  /// The layer that draws random numbers in training, if it is one.
  func randomLayer() throws -> Layer? {
    switch className {
    case "SpatialDropout1D":
      return SpatialDropout1D(try double("rate"), seed: try integer("seed"), name: try string("name"))
    case "SpatialDropout2D":
      return SpatialDropout2D(
        try double("rate"), dataFormat: try dataFormat(), seed: try integer("seed"), name: try string("name"))
    case "GaussianNoise":
      return GaussianNoise(try double("stddev"), seed: try integer("seed"), name: try string("name"))
    case "GaussianDropout":
      return GaussianDropout(try double("rate"), seed: try integer("seed"), name: try string("name"))
    default: return nil
    }
  }

  private func edges(_ key: String) throws -> [[Int]] {
    try #require(config[key]?.array).map { try #require($0.array).map { try #require($0.integer) } }
  }
}
