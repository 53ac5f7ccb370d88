import StrataIO

/// A layer that can be trained, evaluated and saved: the whole network.
///
/// `Sequential` is the model for a stack of layers. A functional model is any other network of layers, with several
/// inputs and outputs, branches and shared layers, written by calling layers on inputs:
///
/// ```swift
/// let title = Input(shape: [20], dtype: .int32, name: "title")
/// let body = Input(shape: [100], name: "body")
/// let words = try LSTM(32)(Embedding(5000, 16)(title))
/// let hidden = try Dense(64, activation: .relu)(body)
/// let both = try Concatenate()([words, hidden])
/// let topic = try Dense(4, activation: .softmax, name: "topic")(both)
/// let urgency = try Dense(1, activation: .sigmoid, name: "urgency")(both)
/// let model = try Model(inputs: [title, body], outputs: [topic, urgency])
/// ```
///
/// A subclass of one's own holds its layers in stored properties and overrides `call(_:context:)`; see `Layer`.
open class Model: Layer {
  /// What a functional model computes; nil for other models.
  let graph: ModelGraph?

  /// A model whose subclass computes the output.
  public override init(
    name: String? = nil, trainable: Bool = true, activityRegularizer: (any Regularizer)? = nil
  ) {
    graph = nil
    super.init(name: name, trainable: trainable, activityRegularizer: activityRegularizer)
  }

  /// The functional model of all calls of layers between some inputs and outputs.
  ///
  /// Inputs that are outputs of other layers are replaced by new ones: the model then starts in the middle of another
  /// one and shares its layers.
  /// - Throws: `StrataError.disconnectedGraph` if the outputs depend on other inputs too, `.duplicateLayerName`, or
  ///   `.invalidArgument` if there are no inputs or outputs or one input comes twice.
  public init(
    inputs: [any SymbolicTensorConvertible], outputs: [any SymbolicTensorConvertible], name: String? = nil,
    trainable: Bool = true
  ) throws {
    let name = name ?? LayerNames.next(forClass: Self.graphClassName)
    let graph = try ModelGraph(
      inputs: inputs.map { try $0.symbolicTensor }, outputs: outputs.map { try $0.symbolicTensor },
      model: name)
    self.graph = graph
    super.init(name: name)
    try build(from: graph, trainable: trainable)
  }

  /// The functional model that a file describes.
  init(graphConfig config: Config) throws {
    let name = try config.name ?? LayerNames.next(forClass: Self.graphClassName)
    let graph = try GraphReader(config).graph(of: name)
    self.graph = graph
    super.init(name: name)
    try build(from: graph, trainable: config.trainable)
  }

  private func build(from graph: ModelGraph, trainable: Bool) throws {
    for layer in graph.operations { track(layer) }
    trackStoredParts()
    if !trainable { self.trainable = false }
    try build(inputShapes: graph.inputs.map(\.shape))
  }

  /// The functional model with one input and one output.
  /// - Throws: as the initializer with lists.
  public convenience init(
    inputs: any SymbolicTensorConvertible, outputs: any SymbolicTensorConvertible, name: String? = nil,
    trainable: Bool = true
  ) throws {
    try self.init(inputs: [inputs], outputs: [outputs], name: name, trainable: trainable)
  }

  /// The functional model with one input and several outputs.
  /// - Throws: as the initializer with lists.
  public convenience init(
    inputs: any SymbolicTensorConvertible, outputs: [any SymbolicTensorConvertible], name: String? = nil,
    trainable: Bool = true
  ) throws {
    try self.init(inputs: [inputs], outputs: outputs, name: name, trainable: trainable)
  }

  /// The functional model with several inputs and one output.
  /// - Throws: as the initializer with lists.
  public convenience init(
    inputs: [any SymbolicTensorConvertible], outputs: any SymbolicTensorConvertible, name: String? = nil,
    trainable: Bool = true
  ) throws {
    try self.init(inputs: inputs, outputs: [outputs], name: name, trainable: trainable)
  }

  /// The layers: of a functional model those between its inputs and outputs, its inputs included, in Keras's order;
  /// of others in the order in which they were added.
  public var layers: [Layer] { graph?.layers ?? sublayers }

  /// What Keras calls a model with a graph that is not of a subclass.
  private class var graphClassName: String { self == Model.self ? "Functional" : className }

  open override var className: String { graph == nil ? Self.className : Self.graphClassName }

  override var ownEnds: (inputs: [SymbolicTensor], outputs: [SymbolicTensor])? {
    graph.map { ($0.inputs, $0.outputs) }
  }

  /// The layers in stored properties come after those of the graph.
  override var tracksStoredParts: Bool { graph == nil }

  /// What `compile` set up; nil before.
  var compilation: Compilation?

  /// What the inputs are called in dictionaries of data; empty unless a model names them.
  open var inputNames: [String] { graph?.inputNames ?? [] }

  /// What the outputs are called in dictionaries of data, losses and metrics, and in logs; empty unless a model names
  /// them.
  open var outputNames: [String] { graph?.outputNames ?? [] }

  /// The forward pass in inference mode.
  var predictionFunction: PredictionFunction {
    if let known = recordedPrediction { return known }
    let function = PredictionFunction(self)
    recordedPrediction = function
    return function
  }

  private var recordedPrediction: PredictionFunction?

  /// Forgets the recorded programs, which are of no use once the model has other layers.
  func forgetPrograms() {
    recordedPrediction = nil
    compilation?.forgetPrograms()
  }

  /// Set by a callback to end training: no further step is made, but the epoch is brought to its end.
  public var stopTraining = false

  /// The optimizer given to `compile`, nil before.
  public var optimizer: Optimizer? { compilation?.optimizer }

  // MARK: Config

  open override class var kerasModule: String { "keras.src.models.functional" }

  /// The layers and calls of a functional model; nil for others, which only their class can describe.
  open override var arguments: Arguments? { graph.map { GraphConfig.arguments(of: $0) } }

  /// As Keras writes a model: also with what it was compiled with, if that can be described.
  open override var json: JSONValue {
    get throws {
      guard var object = try super.json.object else { return .null }
      if graph != nil, object["registered_name"] == .null { object["registered_name"] = .string(className) }
      object["compile_config"] = .object(describedCompileConfig ?? [:])
      return .object(object)
    }
  }

  override var commonArguments: Arguments {
    graph == nil ? super.commonArguments : ["name": name, "trainable": trainable]
  }

  // MARK: Layer

  open override func validate(inputShapes: [PartialShape]) throws {
    guard let graph else { return try super.validate(inputShapes: inputShapes) }
    try graph.validate(inputShapes: inputShapes, model: name)
  }

  open override var takesIntegers: Bool { graph != nil }

  /// Whether inputs are converted to the type that the model's policy says to compute in; not so if the model is made of
  /// layers, which have policies of their own.
  open override var autocast: Bool { graph == nil }

  open override func treatsSamplesAlone(training: Bool) -> Bool {
    guard let graph else { return super.treatsSamplesAlone(training: training) }
    return graph.operations.allSatisfy { $0.treatsSamplesAlone(training: training) }
  }

  open override func validateElements(of inputs: [Tensor]) throws {
    guard let graph else { return try super.validateElements(of: inputs) }
    try graph.validateElements(of: inputs)
  }

  open override func call(_ inputs: [Tensor], context: CallContext) throws -> [Tensor] {
    guard let graph else { return try super.call(inputs, context: context) }
    return try graph.run(inputs, context)
  }

  /// The layer with the given name.
  /// - Throws: `StrataError.unknownLayer`.
  public func layer(_ layerName: String) throws -> Layer {
    guard let found = layers.first(where: { $0.name == layerName }) else {
      throw StrataError.unknownLayer(name: layerName, model: name, existing: layers.map(\.name))
    }
    return found
  }
}
