import StrataIO

/// Keras's activation functions. Formulas and gradients are those of `keras.activations` on JAX; they are written
/// as methods of `Tensor` with the same names.
extension ActivationFunction {
  /// x.
  public static let linear = ActivationFunction("linear", .function) { $0 }

  // MARK: Rectifiers

  /// max(x, 0).
  public static let relu = ActivationFunction("relu", .function) { $0.relu() }

  /// Below `threshold` `negativeSlope` · (x − threshold), above it x but at most `maxValue`.
  public static func relu(
    maxValue: Double? = nil, negativeSlope: Double = 0, threshold: Double = 0
  ) -> ActivationFunction {
    let hasUsualArguments = maxValue == nil && negativeSlope == 0 && threshold == 0
    let form: KerasForm =
      hasUsualArguments
      ? .function
      : .layer(
        "ReLU",
        [
          "max_value": maxValue.map { .number($0) } ?? .null, "negative_slope": .number(negativeSlope),
          "threshold": .number(threshold),
        ])
    return ActivationFunction("relu", form) {
      $0.relu(maxValue: maxValue, negativeSlope: negativeSlope, threshold: threshold)
    }
  }

  /// min(max(x, 0), 6).
  public static let relu6 = ActivationFunction("relu6", .function) { $0.relu6() }

  /// x where it is not negative, else 0.2 · x.
  public static let leakyRelu = leakyRelu(negativeSlope: 0.2)

  /// x where it is not negative, else `negativeSlope` · x.
  public static func leakyRelu(negativeSlope: Double) -> ActivationFunction {
    let form: KerasForm =
      negativeSlope == 0.2 ? .function : .layer("LeakyReLU", ["negative_slope": .number(negativeSlope)])
    return ActivationFunction("leaky_relu", form) { $0.leakyRelu(negativeSlope: negativeSlope) }
  }

  /// x where it is positive, else exp(x) − 1.
  public static let elu = elu(alpha: 1)

  /// x where it is positive, else `alpha` · (exp(x) − 1).
  public static func elu(alpha: Double) -> ActivationFunction {
    let form: KerasForm =
      alpha == 1 ? .function : .layer("ELU", ["alpha": .number(alpha)])
    return ActivationFunction("elu", form) { $0.elu(alpha: alpha) }
  }

  /// x where it is positive, else exp(x) − 1.
  public static let celu = celu(alpha: 1)

  /// x where it is positive, else `alpha` · (exp(x / alpha) − 1).
  public static func celu(alpha: Double) -> ActivationFunction {
    let form: KerasForm =
      alpha == 1 ? .function : .operation("Celu", ["alpha": .number(alpha)])
    return ActivationFunction("celu", form) { $0.celu(alpha: alpha) }
  }

  /// The ELU scaled so that activations keep mean 0 and variance 1 (Klambauer et al., 2017).
  public static let selu = ActivationFunction("selu", .function) { $0.selu() }

  /// x · Φ(x) with the normal distribution function Φ.
  public static let gelu = gelu(approximate: false)

  /// x · Φ(x) with the normal distribution function Φ, or its approximation by tanh.
  public static func gelu(approximate: Bool) -> ActivationFunction {
    let form: KerasForm = approximate ? .operation("Gelu", ["approximate": .bool(true)]) : .function
    return ActivationFunction("gelu", form) { $0.gelu(approximate: approximate) }
  }

  /// log(1 + exp(x)).
  public static let softplus = ActivationFunction("softplus", .function) { $0.softplus() }

  /// (x + √(x² + 4)) / 2.
  public static let squareplus = squareplus(b: 4)

  /// (x + √(x² + b)) / 2.
  public static func squareplus(b: Double) -> ActivationFunction {
    let form: KerasForm =
      b == 4 ? .function : .operation("Squareplus", ["b": .number(b)])
    return ActivationFunction("squareplus", form) { $0.squareplus(b: b) }
  }

  /// 0 up to −1, (x + 1)² / 4 up to 1, then x.
  public static let sparsePlus = ActivationFunction("sparse_plus", .function) { $0.sparsePlus() }

  // MARK: Sigmoids

  /// 1 / (1 + exp(−x)).
  public static let sigmoid = ActivationFunction("sigmoid", .function) { $0.sigmoid() }

  /// log(sigmoid(x)).
  public static let logSigmoid = ActivationFunction("log_sigmoid", .function) { $0.logSigmoid() }

  /// relu6(x + 3) / 6.
  public static let hardSigmoid = ActivationFunction("hard_sigmoid", .function) { $0.hardSigmoid() }

  /// 0 up to −1, (x + 1) / 2 up to 1, then 1.
  public static let sparseSigmoid = ActivationFunction("sparse_sigmoid", .function) { $0.sparseSigmoid() }

  /// The hyperbolic tangent.
  public static let tanh = ActivationFunction("tanh", .function) { $0.tanh() }

  /// x between −1 and 1, and the nearer of the two beyond.
  public static let hardTanh = ActivationFunction("hard_tanh", .function) { $0.hardTanh() }

  /// x / (1 + |x|).
  public static let softsign = ActivationFunction("softsign", .function) { $0.softsign() }

  // MARK: Gates

  /// x · sigmoid(x), also called swish.
  public static let silu = ActivationFunction("silu", .function) { $0.silu() }

  /// x · hardSigmoid(x), also called hard swish.
  public static let hardSilu = ActivationFunction("hard_silu", .function) { $0.hardSilu() }

  /// x · tanh(softplus(x)).
  public static let mish = ActivationFunction("mish", .function) { $0.mish() }

  /// The first half of the tensor along the last axis, times the sigmoid of the second.
  public static let glu = glu(axis: -1)

  /// The first half of the tensor along `axis`, times the sigmoid of the second.
  public static func glu(axis: Int) -> ActivationFunction {
    let form: KerasForm = axis == -1 ? .function : .operation("Glu", ["axis": .integer(axis)])
    return ActivationFunction("glu", form) { x in
      try x.requireAxis(axis, of: "glu", multipleOf: 2)
      return x.glu(axis: axis)
    }
  }

  // MARK: Shrinking

  /// x where |x| is larger than 0.5, else 0.
  public static let hardShrink = hardShrink(threshold: 0.5)

  /// x where |x| is larger than `threshold`, else 0.
  public static func hardShrink(threshold: Double) -> ActivationFunction {
    let form: KerasForm =
      threshold == 0.5 ? .function : .operation("HardShrink", ["threshold": .number(threshold)])
    return ActivationFunction("hard_shrink", form) { $0.hardShrink(threshold: threshold) }
  }

  /// x moved towards 0 by 0.5, and 0 where |x| is not larger.
  public static let softShrink = softShrink(threshold: 0.5)

  /// x moved towards 0 by `threshold`, and 0 where |x| is not larger.
  public static func softShrink(threshold: Double) -> ActivationFunction {
    let form: KerasForm =
      threshold == 0.5 ? .function : .operation("SoftShrink", ["threshold": .number(threshold)])
    return ActivationFunction("soft_shrink", form) { $0.softShrink(threshold: threshold) }
  }

  /// x − tanh(x).
  public static let tanhShrink = ActivationFunction("tanh_shrink", .function) { $0.tanhShrink() }

  /// x where it is larger than `threshold`, else `defaultValue`.
  public static func threshold(_ threshold: Double, defaultValue: Double) -> ActivationFunction {
    let arguments: JSONObject = ["threshold": .number(threshold), "default_value": .number(defaultValue)]
    return ActivationFunction("threshold", .operation("Threshold", arguments)) {
      $0.threshold(threshold, defaultValue: defaultValue)
    }
  }

  // MARK: Distributions and others

  /// exp(x) divided by its sum along the last axis.
  public static let softmax = softmax(axis: -1)

  /// exp(x) divided by its sum along `axis`.
  public static func softmax(axis: Int) -> ActivationFunction {
    let form: KerasForm = axis == -1 ? .function : .layer("Softmax", ["axis": .integer(axis)])
    return ActivationFunction("softmax", form) { x in
      try x.requireAxis(axis, of: "softmax")
      return x.softmax(axis: axis)
    }
  }

  /// log(softmax(x)) along the last axis.
  public static let logSoftmax = logSoftmax(axis: -1)

  /// log(softmax(x)) along `axis`.
  public static func logSoftmax(axis: Int) -> ActivationFunction {
    let form: KerasForm = axis == -1 ? .function : .operation("LogSoftmax", ["axis": .integer(axis)])
    return ActivationFunction("log_softmax", form) { x in
      try x.requireAxis(axis, of: "log_softmax")
      return x.logSoftmax(axis: axis)
    }
  }

  /// `sparsemax(axis:)` along the last axis.
  public static let sparsemax = sparsemax(axis: -1)

  /// The point nearest to x whose elements along `axis` are not negative and add up to 1
  /// (Martins and Astudillo, 2016).
  public static func sparsemax(axis: Int) -> ActivationFunction {
    let form: KerasForm = axis == -1 ? .function : .operation("Sparsemax", ["axis": .integer(axis)])
    return ActivationFunction("sparsemax", form) { x in
      try x.requireAxis(axis, of: "sparsemax")
      return x.sparsemax(axis: axis)
    }
  }

  /// exp(x).
  public static let exponential = ActivationFunction("exponential", .function) { $0.exp() }
}
