import StrataIO
import Testing

@testable import Strata

@Suite("Initializers, losses, optimizers and other parts are described as Keras does")
struct PartConfigTests {
  private static let cases = try! Fixture("configs").cases

  private static func cases(_ kind: String) -> [Fixture.Case] {
    cases.filter { $0["kind"]?.string == kind }
  }

  private static let objects = cases.filter { $0["object"] != nil }

  @Test("What Keras wrote is read and written the same", arguments: objects)
  func roundTrip(_ recorded: Fixture.Case) throws {
    let object = try #require(recorded["object"])
    let made = try make(object, kind: try #require(recorded["kind"]?.string))
    expectSame(try made.json, readable(object))
  }

  private func make(_ value: JSONValue, kind: String) throws -> any ConfigValue {
    switch kind {
    case "initializer": try Registry.initializers.make(from: value, place: "here")
    case "regularizer": try Registry.regularizers.make(from: value, place: "here")
    case "constraint": try Registry.constraints.make(from: value, place: "here")
    case "activation": try Registry.activations.make(from: value, place: "here")
    case "loss": try Registry.losses.make(from: value, place: "here")
    case "metric": try Registry.metrics.make(from: value, place: "here")
    case "schedule": try Registry.schedules.make(from: value, place: "here")
    case "optimizer": try Registry.optimizers.make(from: value, place: "here")
    default: throw UnknownRecording(kind)
    }
  }

  /// Keras cannot read the tensor of weights that it writes, nor does it need `null` for no reduction.
  private func readable(_ value: JSONValue) -> JSONValue {
    guard var object = value.object else { return value }
    if object["class_name"]?.string == "__tensor__" { return object["config"]?["value"] ?? .null }
    for (key, value) in object {
      object[key] = key == "reduction" && value.isNull ? .string("none") : readable(value)
    }
    return .object(object)
  }

  @Test("Activation functions made from files have Keras's values", arguments: cases("activation"))
  func activations(_ recorded: Fixture.Case) throws {
    let function = try Registry.activations.make(from: try #require(recorded["object"]), place: "here")
    func tensor(_ field: String) throws -> Tensor { Tensor(flat(recorded[field]), shape: [2, 4, 3]) }
    func flat(_ value: JSONValue?) -> [Float] {
      value?.array.map { $0.flatMap(flat) } ?? value?.double.map { [Float($0)] } ?? []
    }
    let output = flat(recorded["output"])
    expectClose(try function(try tensor("input")).scalars(), output, "the output")
  }

  // MARK: Names

  /// Names of Keras for what Strata does not have.
  private static let missing: [String: Set<String>] = [
    "initializer": ["Initializer"], "regularizer": ["Regularizer"], "constraint": ["Constraint"],
    // Needs arguments, and so cannot be asked for by name.
    "activation": ["threshold"],
    "loss": [
      "BinaryFocalCrossentropy", "binary_focal_crossentropy", "CTC", "ctc", "CategoricalFocalCrossentropy",
      "categorical_focal_crossentropy", "Circle", "circle", "Dice", "dice", "Loss", "LossFunctionWrapper",
      "Tversky", "tversky",
    ],
    "metric": [
      "BinaryIoU", "ConcordanceCorrelation", "F1Score", "FBetaScore", "IoU", "MeanIoU", "MeanMetricWrapper",
      "Metric", "OneHotIoU", "OneHotMeanIoU", "PearsonCorrelation", "PrecisionAtRecall", "R2Score",
      "RecallAtPrecision", "SensitivityAtSpecificity", "SpecificityAtSensitivity",
    ],
    "optimizer": [
      "Adafactor", "LossScaleOptimizer", "MultiOptimizer", "Muon", "Optimizer", "OptimizerMap",
      "ScheduleFreeAdamW",
    ],
  ]

  @Test("All of Keras's names are known", arguments: cases("names"))
  func names(_ recorded: Fixture.Case) throws {
    let kind = try #require(recorded["of"]?.string)
    let missing = try #require(Self.missing[kind])
    for (name, meaning) in try #require(recorded["names"]?.object) {
      let meaning = try #require(meaning.string)
      guard !missing.contains(meaning) else { continue }
      let made = try make(.string(name), kind: kind)
      let found = (made as? any Configurable)?.className ?? (made as? ActivationFunction)?.name
      // Functions are named as their classes are, in small letters.
      let isFunction = meaning.first?.isLowercase == true
      #expect(isFunction ? LayerNames.snakeCase(found ?? "") == meaning : found == meaning, "\(name)")
    }
  }

  @Test("A class may be named by an alias, and an optimizer in small letters")
  func aliasesOfClasses() throws {
    let initializer = try Registry.initializers.make(
      from: ["class_name": "glorot_normal", "config": ["seed": 3]], place: "here")
    #expect(initializer.className == "GlorotNormal")
    let optimizer = try Registry.optimizers.make(
      from: ["class_name": "rmsprop", "config": ["learning_rate": 0.5]], place: "here")
    #expect(optimizer is RMSprop && optimizer.learningRate == 0.5)
  }

  // MARK: What Swift says and files do not

  @Test("A changed initializer or regularizer is not of the class that it was made as")
  func changed() {
    var initializer: VarianceScaling = .heNormal(seed: 1)
    #expect(initializer.className == "HeNormal")
    initializer.scale = 3
    #expect(initializer.className == "VarianceScaling")
    var regularizer: L1L2 = .l1(0.5)
    #expect(regularizer.className == "L1")
    regularizer.l2 = 1
    #expect(regularizer.className == "L1L2")
  }

  @Test("Arguments that Keras forgets are kept")
  func forgottenByKeras() throws {
    let huber = try Registry.losses.make(from: try Huber(delta: 2).json, place: "here")
    #expect((huber as? Huber)?.delta == 2)
    let cosine = try Registry.losses.make(from: try CosineSimilarity(axis: 1).json, place: "here")
    #expect((cosine as? CosineSimilarity)?.axis == 1)
    let sparse = try Registry.losses.make(
      from: try SparseCategoricalCrossentropy(axis: 1).json, place: "here")
    #expect((sparse as? SparseCategoricalCrossentropy)?.axis == 1)
    let identity = try Registry.initializers.make(from: try Identity(gain: 2).json, place: "here")
    #expect((identity as? Identity)?.gain == 2)
  }

  @Test("The learning rate in a config is the present one")
  func presentLearningRate() throws {
    let optimizer = Adam(learningRate: 0.001)
    optimizer.learningRate = 0.25
    #expect(try optimizer.json["config"]?["learning_rate"] == .number(0.25))
  }

  @Test("The mean of a loss is one of Keras's metrics, or its wrapper around a function")
  func meanLosses() throws {
    let cases: [(any Loss, String)] = [
      (.logCosh(), "LogCoshError"), (.meanSquaredError(), "MeanSquaredError"),
      (.huber(delta: 2), "MeanMetricWrapper"),
      (.binaryCrossentropy(axis: 1), "MeanMetricWrapper"), (.cosineSimilarity(axis: 1), "MeanMetricWrapper"),
    ]
    let (y, p) = (
      Tensor([0, 1, 3, 1] as [Float], shape: [2, 2]), Tensor([0.5, 0.25, 0.5, 1] as [Float], shape: [2, 2])
    )
    for (loss, className) in cases {
      let metric = MeanLoss(loss, name: "mine")
      #expect(metric.className == className)
      let again = try Registry.metrics.make(from: try metric.json, place: "here")
      #expect(again.name == "mine")
      metric.update(y, p, sampleWeight: nil)
      again.update(y, p, sampleWeight: nil)
      expectClose(again.result().scalars(), metric.result().scalars(), className)
      expectSame(try again.json, try metric.json)
    }
  }

  // MARK: One's own

  @Test("One's own activation function is known to files once it is registered")
  func ownActivation() throws {
    let cube = ActivationFunction("cubed") { x in x * x * x }
    let description: JSONValue = [
      "module": "builtins", "class_name": "function", "config": "Custom>cubed", "registered_name": "function",
    ]
    expectSame(cube.json, description)
    #expect(throws: StrataError.self) { try Registry.activations.make(from: description, place: "here") }
    Registry.activations.register("cubed") { _ in cube }
    let found = try Registry.activations.make(from: description, place: "here")
    #expect(try found(Tensor([2] as [Float])).scalars(as: Float.self) == [8])
    Registry.activations.unregister("cubed")
  }

  @Test("An activation function tells its arguments")
  func activationDescription() {
    #expect(ActivationFunction.leakyRelu(negativeSlope: 0.1).description == "leaky_relu(negative_slope: 0.1)")
    #expect(ActivationFunction.leakyRelu.description == "leaky_relu")
    #expect(ActivationFunction.gelu(approximate: true).description == "gelu(approximate: true)")
  }

  // MARK: Errors

  @Test("Broken configs are errors that say where and why")
  func errors() {
    let cases: [(String, JSONValue, String)] = [
      ("initializer", "glorot", "here 'glorot': Strata has no initializer 'glorot'"),
      (
        "initializer", ["class_name": "Constant", "config": ["value": "x"]],
        "value: must be a number, not \"x\""
      ),
      (
        "initializer", ["class_name": "Zeros", "config": ["extra": 1]],
        "extra: Strata's Zeros has no such argument"
      ),
      (
        "regularizer", ["class_name": "OrthogonalRegularizer", "config": ["mode": "all"]],
        "must be one of 'rows'"
      ),
      (
        "loss", ["class_name": "BinaryCrossentropy", "config": ["label_smoothing": 2]],
        "must be in 0.0...1.0, not 2.0"
      ),
      ("loss", ["class_name": "MeanSquaredError", "config": ["reduction": "most"]], "'sum_over_batch_size'"),
      ("loss", ["class_name": "MeanSquaredError", "config": ["dtype": "float64"]], "float32"),
      ("metric", ["class_name": "AUC", "config": ["num_thresholds": 1]], "num_thresholds: must be in"),
      (
        "metric", ["class_name": "AUC", "config": ["num_thresholds": 4_000_000_000]],
        "num_thresholds: must be at most"
      ),
      (
        "metric",
        ["class_name": "AUC", "config": ["multi_label": true, "num_labels": 2, "label_weights": [1]]],
        "label_weights: must be 2 numbers, not 1"
      ),
      (
        "metric", ["class_name": "Precision", "config": ["thresholds": [0.5, 2]]],
        "thresholds: must be numbers in"
      ),
      ("metric", ["class_name": "Recall", "config": ["class_id": -1]], "class_id: must be at least"),
      ("metric", ["class_name": "MeanMetricWrapper", "config": ["fn": 1]], "fn: must be a function"),
      ("optimizer", ["class_name": "SGD", "config": ["momentum": 2]], "momentum: must be in"),
      ("optimizer", ["class_name": "Lion", "config": ["beta_1": 0]], "beta_1: must be above 0"),
      (
        "optimizer", ["class_name": "Ftrl", "config": ["learning_rate_power": 1]],
        "learning_rate_power: must be in"
      ),
      (
        "optimizer", ["class_name": "Adam", "config": ["clipnorm": 1, "clipvalue": 1]],
        "only one kind of clipping"
      ),
      (
        "optimizer", ["class_name": "Adam", "config": ["gradient_accumulation_steps": 1]], "must be at least"
      ),
      (
        "optimizer", ["class_name": "Adam", "config": ["ema_momentum": 2, "use_ema": true]],
        "ema_momentum: must be in"
      ),
      (
        "optimizer", ["class_name": "Adam", "config": ["learning_rate": "fast"]],
        "learning_rate: must be a number"
      ),
      ("optimizer", "lamb", "Strata has no optimizer 'lamb'"),
      (
        "schedule", ["class_name": "CosineDecay", "config": ["initial_learning_rate": 1, "decay_steps": 0]],
        "decay_steps: must be at least"
      ),
      (
        "schedule", ["class_name": "PiecewiseConstantDecay", "config": ["boundaries": [1], "values": [1]]],
        "one value more"
      ),
      (
        "schedule",
        ["class_name": "PiecewiseConstantDecay", "config": ["boundaries": [2, 1], "values": [1, 2, 3]]],
        "must ascend"
      ),
      ("activation", ["class_name": "PReLU", "config": [:]], "Strata has no activation 'PReLU'"),
      ("activation", ["class_name": "__lambda__", "config": [:]], "Python code, which is never run"),
      ("activation", 3, "activation expected, found 3"),
    ]
    for (kind, value, reason) in cases {
      do {
        _ = try make(value, kind: kind)
        Issue.record("no error for \(value)")
      } catch {
        #expect("\(error)".hasPrefix("here"), "\(error)")
        #expect("\(error)".contains(reason), "\(error)")
      }
    }
  }
}

/// A recorded kind of object that the tests do not know.
struct UnknownRecording: Error, CustomStringConvertible {
  let description: String
  init(_ kind: String) { description = "no kind '\(kind)'" }
}
