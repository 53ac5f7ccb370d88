import StrataGraph
import StrataIO

/// A computation with weights: the part that networks are made of.
///
/// A layer of one's own overrides `createWeights(inputShape:)` and `call(_:context:)`:
///
/// ```swift
/// final class Scale: Layer {
///   override func createWeights(inputShape: PartialShape) throws {
///     try addWeight(name: "factor", shape: [1], initializer: .ones)
///   }
///   override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
///     try input * weight("factor").value
///   }
/// }
/// ```
///
/// A layer with several inputs or outputs overrides the `call(_:context:)` of lists, `createWeights(inputShapes:)` if it
/// has weights of its own, and `validate(inputShapes:)` to say what it takes.
///
/// Layers build themselves when first called. Layers that are held in stored properties, by themselves, in arrays or
/// in dictionaries, are part of the layer: their weights are among its own, in the order of the properties. Calling
/// them is enough; they take part in the same training or inference as the layer that calls them:
///
/// ```swift
/// final class Residual: Layer {
///   let inner = Dense(64, activation: .relu)
///   override func call(_ input: Tensor, context: CallContext) throws -> Tensor { try input + inner(input) }
/// }
/// ```
open class Layer: Configurable {
  /// The name, unique within a model: given, or made from the class as Keras does (`dense`, `dense_1`, …).
  public let name: String
  /// The names of the layers within which this one was built, and its own, as in `sequential/dense`.
  public private(set) var path: String
  /// Whether training changes the weights of this layer and of those it holds. A change during `fit` takes effect
  /// with the next epoch.
  public var trainable: Bool {
    didSet { for layer in sublayers { layer.trainable = trainable } }
  }
  /// The element types that the layer computes in and keeps its weights in; that which was current where the layer was
  /// made. It can be set until the layer is built, for the layers that it holds too.
  public var dtypePolicy = DTypePolicy.current {
    didSet {
      guard dtypePolicy != oldValue else { return }
      Strata.require(!isBuilt, "the dtypePolicy of '\(name)' cannot change once the layer is built")
      for layer in sublayers where !layer.isBuilt { layer.dtypePolicy = dtypePolicy }
    }
  }
  /// What `dtypePolicy`, if it is a map, says for the path; nil until the layer is built.
  private var mappedPolicy: DTypePolicy?
  /// The policy of this layer; of a map that for the path, once the layer is built, and the default before.
  var ownPolicy: DTypePolicy { mappedPolicy ?? dtypePolicy.default }
  /// The type that the layer computes in, which its floating-point inputs are converted to.
  public var computeDType: DType { ownPolicy.computeDType }
  /// The type that the layer makes its weights in.
  public var variableDType: DType { ownPolicy.variableDType }
  /// A penalty on the outputs; its mean over the batch is added to the loss.
  public let activityRegularizer: (any Regularizer)?
  /// Whether the weights exist.
  public private(set) var isBuilt = false
  /// The shapes of the inputs that the layer was built for, nil before.
  public private(set) var inputShapes: [PartialShape]?
  /// The shape of the first input that the layer was built for, nil before.
  public var inputShape: PartialShape? { inputShapes?.first }
  /// The layers that this one holds.
  public private(set) var sublayers: [Layer] = []
  /// The random streams of this layer itself, which a checkpoint keeps.
  private(set) var ownSeedGenerators: [SeedGenerator] = []
  /// What the layers that this one holds are called in files of weights, where it is not their class.
  private(set) var roles: [ObjectIdentifier: String] = [:]
  /// The layers in stored properties, under the names by which Keras's files of weights would know them: that of the
  /// property, and for one of several in a property that of its class after a slash.
  var storedLayers: [(name: String, layer: Layer)] = []
  /// The weights created by this layer itself.
  private(set) var ownWeights: [Variable] = []
  /// The soft update of this layer's weights that was made last.
  var recordedSoftUpdate: SoftUpdate?
  /// The calls of this layer that functional models are made of.
  private(set) var symbolicCalls = SymbolicCallList()
  /// Whether `createWeights` is running.
  private var isCreatingWeights = false

  /// What every layer has.
  public init(name: String? = nil, trainable: Bool = true, activityRegularizer: (any Regularizer)? = nil) {
    self.name = name ?? LayerNames.next(forClass: Self.className)
    path = self.name
    self.trainable = trainable
    self.activityRegularizer = activityRegularizer
    // The properties of subclasses have their values by now.
    if tracksStoredParts { trackStoredParts() }
  }

  /// Whether the layers and random streams in stored properties are part of this one.
  var tracksStoredParts: Bool { true }

  // MARK: To override

  /// The name of the class in summaries, automatic names and files: Keras's name where Keras has the layer.
  open class var className: String { String(describing: Self.self) }

  /// The Python module in which Keras has such layers.
  open class var kerasModule: String { "keras.layers" }

  /// The name of the class of this layer; that of its type unless a type stands for several of Keras's classes.
  open var className: String { Self.className }

  /// What the layer was made with, besides its name and `trainable`; nil, the default, if it cannot be described in a
  /// file.
  open var arguments: Arguments? { nil }

  /// As Keras writes a layer: its module, class, config, and the shapes that it was built for.
  open var json: JSONValue {
    get throws {
      guard let arguments else { throw StrataError.noConfig(of: "the layer '\(name)' of class \(className)") }
      var object = try kerasObject(config: (commonArguments + arguments).json)
      if let buildConfig = try buildConfig { object["build_config"] = .object(buildConfig) }
      return .object(object)
    }
  }

  /// What a layer's config begins with.
  var commonArguments: Arguments {
    let common: Arguments = ["name": name, "trainable": trainable, "dtype": dtypePolicy]
    // Keras writes this one only where there is one, unless the class lists it among its own.
    return activityRegularizer.map { common + ["activity_regularizer": $0] } ?? common
  }

  /// What the layer demands of its input; it is checked before each call.
  open var inputSpec: InputSpec? { nil }

  /// Checks the number and the shapes of the inputs before each call. The default takes one input that `inputSpec`
  /// allows; where that is nil it takes any inputs, as many as `call` does.
  /// - Throws: `StrataError.incompatibleInput`.
  open func validate(inputShapes: [PartialShape]) throws {
    guard inputSpec != nil || inputShapes.isEmpty else { return }
    try requireOneInput(inputShapes.count)
    try inputSpec?.check(inputShapes[0], layer: name)
  }

  /// Whether integer inputs stay integers. All others become `float32` before `call`.
  open var takesIntegers: Bool { false }

  /// Whether floating-point inputs, and weights where `call` reads them, are converted to the type that the layer's policy
  /// says to compute in. A layer for which this is false sees to the types itself.
  open var autocast: Bool { true }

  /// Checks the elements of an input before a call, training, evaluation or prediction, where they can still be read.
  /// The default takes anything.
  /// - Throws: `StrataError.incompatibleInput`.
  open func validateElements(of input: Tensor) throws {}

  /// The same for all inputs of a call.
  open func validateElements(of inputs: [Tensor]) throws {
    for input in inputs { try validateElements(of: input) }
  }

  /// Whether the layer knows what to do with a mask on its input. If not, its output has none, and a warning says
  /// so.
  open var supportsMasking: Bool { false }

  /// The mask of the output of a layer that supports masking; that of the input unless overridden.
  /// - Parameter mask: that of the input, nil if it has none.
  open func computeMask(_ input: Tensor, mask: Tensor?) throws -> Tensor? { mask }

  /// The masks of the outputs of a layer that supports masking, where `call` did not give them any. The default asks
  /// `computeMask(_:mask:)` about the first input, for the first output.
  /// - Parameter masks: those of the inputs, nil for one that has none.
  /// - Returns: one for each of the first outputs; the others have none.
  open func computeMasks(_ inputs: [Tensor], masks: [Tensor?]) throws -> [Tensor?] {
    [try computeMask(inputs[0], mask: masks[0])]
  }

  /// Whether the output for a sample depends on that sample alone, and not on others in the batch, on chance or on
  /// earlier calls. `TimeDistributed` hands all steps at once to such a layer, and one after the other to others.
  open func treatsSamplesAlone(training: Bool) -> Bool { false }

  /// Creates the weights, with `addWeight`, and builds the layers that this one holds. `build(inputShape:)` calls
  /// it once, before the first call.
  /// - Parameter inputShape: the batch axis included, which is mostly nil.
  /// - Throws: `StrataError` if the layer cannot work on such an input.
  open func createWeights(inputShape: PartialShape) throws {}

  /// The same for a layer with several inputs. The default asks `createWeights(inputShape:)` with the first shape.
  open func createWeights(inputShapes: [PartialShape]) throws {
    try createWeights(inputShape: inputShapes[0])
  }

  /// Computes the output.
  open func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    stop("\(Self.self) does not override call(_:context:)")
  }

  /// Computes all outputs of a layer with several inputs or outputs. The default is for one of each.
  open func call(_ inputs: [Tensor], context: CallContext) throws -> [Tensor] {
    try requireOneInput(inputs.count)
    return [try call(inputs[0], context: context)]
  }

  private func requireOneInput(_ count: Int) throws {
    guard count == 1 else {
      throw StrataError.incompatibleInput(layer: name, expected: "one input", found: "\(count)")
    }
  }

  /// What `inputs` and `outputs` are of a layer that has them even if no functional model calls it.
  var ownEnds: (inputs: [SymbolicTensor], outputs: [SymbolicTensor])? { nil }

  // MARK: Weights

  /// Creates a weight; only to be called from `createWeights(inputShape:)`.
  /// - Parameters:
  ///   - dtype: nil for what the layer's policy says.
  ///   - autocast: whether `call` reads it in the type that the layer computes in.
  @discardableResult
  public func addWeight(
    name: String, shape: [Int], dtype: DType? = nil, initializer: any Initializer = .glorotUniform(),
    regularizer: (any Regularizer)? = nil, constraint: (any Constraint)? = nil, trainable: Bool = true,
    autocast: Bool = true
  ) throws -> Variable {
    let dtype = dtype ?? variableDType
    try require(
      isCreatingWeights, "the place of addWeight(name: \"\(name)\")",
      expected: "createWeights(inputShape:)", found: "elsewhere")
    try require(
      !ownWeights.contains { $0.name == name }, "the name of a weight",
      expected: "one that the layer does not have yet", found: "'\(name)' again")
    try requireWeightShape(shape, name)
    try regularizer?.validate(shape: shape)
    try constraint?.validate(shape: shape)
    let variable = Variable(
      try firstValue(of: name, TensorType(dtype, shape), initializer), name: name, trainable: trainable,
      regularizer: regularizer, constraint: constraint, autocast: autocast)
    variable.path = "\(path)/\(name)"
    ownWeights.append(variable)
    return variable
  }

  /// What a new weight holds: zeros if a file is about to give its values.
  private func firstValue(
    of name: String, _ type: TensorType, _ initializer: any Initializer
  ) throws -> Tensor {
    if let allowance = LoadingAllowance.current {
      try allowance.spend(type.byteCount, on: "\(path)/\(name)")
      if allowance.defersValues { return Tensor(HostBuffer(zeros: type)) }
    }
    // Random numbers are drawn in full precision and rounded.
    let value = try initializer(shape: type.shape, dtype: type.dtype.inFullPrecision)
      .converted(to: type.dtype)
    try require(
      value.shape == type.shape, "the initializer of \(name)",
      expected: "one that gives values of shape \(type.shape)", found: "one that gives \(value.shape)")
    return value
  }

  /// Makes another layer part of this one: its weights are among this layer's. A layer that is used in several
  /// places counts once.
  ///
  /// Layers in stored properties are tracked already. Others are those that `createWeights` makes.
  ///
  /// Stops with a message if that layer holds this one.
  /// - Parameter role: what the layer is called in files of weights; nil for the name of its class.
  @discardableResult
  public func track<Other: Layer>(_ layer: Other, as role: String? = nil) -> Other {
    Strata.require(
      layer !== self && !layer.holds(self), "'\(layer.name)' and '\(name)' cannot hold each other")
    if !sublayers.contains(where: { $0 === layer }) { sublayers.append(layer) }
    if let role { roles[ObjectIdentifier(layer)] = role }
    return layer
  }

  /// Makes a random stream part of this layer, so that a training run that is resumed goes on with it where it was.
  /// Those in stored properties are tracked already.
  @discardableResult
  public func track(_ generator: SeedGenerator) -> SeedGenerator {
    if !ownSeedGenerators.contains(where: { $0 === generator }) { ownSeedGenerators.append(generator) }
    return generator
  }

  /// Takes the layer that was tracked last away again.
  @discardableResult
  func untrackLast() -> Layer? { sublayers.popLast() }

  /// All weights, in Keras's order: the layer's own trainable ones, its other ones, those of the layers it holds.
  public var weights: [Variable] {
    let own = ownWeights.filter(\.trainable) + ownWeights.filter { !$0.trainable }
    return withoutRepetitions(own + sublayers.flatMap(\.weights))
  }

  /// The weights that training changes; none if the layer is frozen.
  public var trainableWeights: [Variable] {
    guard trainable else { return [] }
    return withoutRepetitions(ownWeights.filter(\.trainable) + sublayers.flatMap(\.trainableWeights))
  }

  /// Each variable once: a layer that several of the layers within this one share gives its weights to each.
  private func withoutRepetitions(_ variables: [Variable]) -> [Variable] {
    var seen: Set<ObjectIdentifier> = []
    return variables.filter { seen.insert(ObjectIdentifier($0)).inserted }
  }

  /// The weights that training leaves alone.
  public var nonTrainableWeights: [Variable] {
    let trained = Set(trainableWeights.map { ObjectIdentifier($0) })
    return weights.filter { !trained.contains(ObjectIdentifier($0)) }
  }

  /// This layer and all within it.
  var allLayers: [Layer] { [self] + sublayers.flatMap(\.allLayers) }

  /// The number of elements of all weights.
  public var parameterCount: Int { weights.reduce(0) { $0 + $1.count } }

  // MARK: Calling

  /// Computes the output, after building the layer if need be.
  /// - Parameters:
  ///   - mask: which positions of the input count, `bool`; nil for the mask that the input carries, if any.
  ///   - training: whether the model is being trained; nil for what the layer that calls this one was told, and false
  ///     outside of layers.
  /// - Throws: `StrataError.incompatibleInput` if the layer cannot take the input, `.untrackedLayer` if it is called by
  ///   a layer that it is not part of.
  public func callAsFunction(
    _ input: Tensor, mask: Tensor? = nil, training: Bool? = nil
  ) throws -> Tensor {
    let input = input.masked(by: mask)
    return try CallContext.forCall(training: training) { try self(input, context: $0) }
  }

  /// Computes the output for several inputs, of a layer that takes as many.
  /// - Throws: as the call with one input; `StrataError.severalOutputs` if the layer gives several outputs.
  public func callAsFunction(_ inputs: [Tensor], training: Bool? = nil) throws -> Tensor {
    try onlyOutput(outputs(for: inputs, training: training))
  }

  /// Computes the output as part of a larger call.
  public func callAsFunction(_ input: Tensor, context: CallContext) throws -> Tensor {
    try self([input], context: context)
  }

  /// Computes the output for several inputs as part of a larger call.
  public func callAsFunction(_ inputs: [Tensor], context: CallContext) throws -> Tensor {
    try onlyOutput(outputs(for: inputs, context: context))
  }

  /// All outputs, of a layer that gives several.
  /// - Throws: as a call.
  public func outputs(for inputs: [Tensor], training: Bool? = nil) throws -> [Tensor] {
    try CallContext.forCall(training: training) { try outputs(for: inputs, context: $0) }
  }

  /// All outputs as part of a larger call.
  public func outputs(for inputs: [Tensor], context: CallContext) throws -> [Tensor] {
    try outputs(for: inputs, context: context) { try call($0, context: context) }
  }

  private func onlyOutput(_ outputs: [Tensor]) throws -> Tensor {
    guard outputs.count == 1 else { throw StrataError.severalOutputs(layer: name, count: outputs.count) }
    return outputs[0]
  }

  /// Adds a call to those that functional models are made of.
  func remember(_ call: LayerCall) { symbolicCalls.append(call) }

  /// What every call of a layer does around its computation: checks the inputs, builds the layer, converts the inputs,
  /// passes masks on, and penalizes all outputs.
  func outputs(
    for inputs: [Tensor], context: CallContext, _ compute: ([Tensor]) throws -> [Tensor]
  ) throws -> [Tensor] {
    let shapes: [PartialShape] = inputs.map(\.shape)
    try validate(inputShapes: shapes)
    if !isBuilt {
      try build(inputShapes: inputs.map { PartialShape(batchesLike: $0.shape) })
      try validate(inputShapes: shapes)
    }
    try EnclosingLayer.current?.layer.requireHolds(self)
    if !inputs.contains(where: \.isTraced) { try validateElements(of: inputs) }
    let converted = inputs.map { $0.converted(to: inputType($0.dtype)).masked(by: $0.mask) }
    var outputs = try EnclosingLayer.with(self, context) { try compute(converted) }
    if supportsMasking {
      if outputs.contains(where: { $0.mask == nil }) {
        let masks = try computeMasks(inputs, masks: inputs.map(\.mask))
        for (index, mask) in masks.enumerated() where outputs[index].mask == nil {
          outputs[index].mask = mask
        }
      }
    } else if inputs.contains(where: { $0.mask != nil }), !outputs.contains(where: { $0.mask != nil }) {
      warnOfLostMask()
    }
    if let activityRegularizer {
      for output in outputs where output.rank > 0 {
        try activityRegularizer.validate(shape: output.shape)
        context.addLoss(activityRegularizer(output.inFullPrecision()) / Double(output.shape[0]))
      }
    }
    context.observer?(self, outputs)
    return outputs
  }

  /// The type in which `call` gets an input of a type.
  private func inputType(_ dtype: DType) -> DType {
    let isTaken = dtype.isFloatingPoint ? !autocast : takesIntegers
    return isTaken ? dtype : computeDType
  }

  private var hasWarnedOfLostMask = false

  private func warnOfLostMask() {
    guard !hasWarnedOfLostMask, sublayers.isEmpty else { return }
    hasWarnedOfLostMask = true
    warn("the layer '\(name)' was given an input with a mask and does not pass it on; later layers have none")
  }

  /// Creates the weights for inputs of the given shape, unless they are there already.
  /// - Parameter inputShape: the batch axis included; nil for sizes that may vary.
  public func build(inputShape: PartialShape) throws { try build(inputShapes: [inputShape]) }

  /// Creates the weights for several inputs of the given shapes, unless they are there already.
  public func build(inputShapes: [PartialShape]) throws {
    guard !isBuilt else { return }
    try validate(inputShapes: inputShapes)
    try undoingBuildsOnError {
      if let enclosing = EnclosingLayer.current?.layer { path = "\(enclosing.path)/\(name)" }
      mappedPolicy = try dtypePolicy.policy(at: path)
      // First values are concrete even if the layer is first called within a recording.
      try Trace.$current.withValue(nil) {
        try EnclosingLayer.with(self, nil) {
          isCreatingWeights = true
          defer { isCreatingWeights = false }
          try createWeights(inputShapes: inputShapes)
        }
      }
      self.inputShapes = inputShapes
      isBuilt = true
      // Layers that are only called, not built in createWeights, are built by the first call.
      let areKnown = inputShapes.allSatisfy { !$0.dropFirst().contains(nil) }
      if sublayers.contains(where: { !$0.isBuilt }), areKnown {
        let inputTypes = inputShapes.map { PartialType($0, .float32) }
        _ = try recordedOutputTypes(inputTypes, unknownBatch: 2, unknownSize: 96)
      }
    }
  }

  /// Runs `body`. If it throws, this layer and those within it are as they were: what it built is not built.
  func undoingBuildsOnError<Result>(_ body: () throws -> Result) throws -> Result {
    let unbuilt = unbuiltLayers.map { (layer: $0, sublayers: $0.sublayers) }
    do {
      return try body()
    } catch {
      for (layer, sublayers) in unbuilt {
        layer.sublayers = sublayers
        layer.unbuild()
      }
      throw error
    }
  }

  private var unbuiltLayers: [Layer] {
    (isBuilt ? [] : [self]) + sublayers.flatMap(\.unbuiltLayers)
  }

  private func unbuild() {
    ownWeights = []
    inputShapes = nil
    isBuilt = false
    path = name
    mappedPolicy = nil
  }

  /// The shape of the output for an input of the given shape, found by recording the call; builds the layer.
  /// - Throws: as a call.
  public func outputShape(for inputShape: PartialShape) throws -> PartialShape {
    let shapes = try outputShapes(for: [inputShape])
    guard shapes.count == 1 else { throw StrataError.severalOutputs(layer: name, count: shapes.count) }
    return shapes[0]
  }

  /// The shapes of all outputs for inputs of the given shapes, found by recording the call; builds the layer.
  /// - Throws: as a call.
  public func outputShapes(for inputShapes: [PartialShape]) throws -> [PartialShape] {
    try outputTypes(for: inputShapes.map { PartialType($0, .float32) }).map(\.shape)
  }

  /// The types of all outputs for inputs of the given types, found by recording the call; builds the layer.
  /// - Throws: as a call.
  func outputTypes(for inputTypes: [PartialType]) throws -> [PartialType] {
    let inputShapes = inputTypes.map(\.shape)
    try validate(inputShapes: inputShapes)
    try build(inputShapes: inputShapes)
    // Sizes that differ between two recordings with different sizes for what is unknown are unknown themselves.
    let smaller = try recordedOutputTypes(inputTypes, unknownBatch: 2, unknownSize: 96)
    let larger = try recordedOutputTypes(inputTypes, unknownBatch: 3, unknownSize: 192)
    return zip(smaller, larger).map { smaller, larger in
      PartialType(zip(smaller.shape, larger.shape).map { $0 == $1 ? $0 : nil }, smaller.dtype)
    }
  }

  private func recordedOutputTypes(
    _ inputTypes: [PartialType], unknownBatch: Int, unknownSize: Int
  ) throws -> [TensorType] {
    let trace = Trace(survivingMistakes: true)
    let inputs = try inputTypes.map { type in
      let shape = type.shape.enumerated().map { axis, size in size ?? (axis == 0 ? unknownBatch : unknownSize)
      }
      let type = TensorType(type.dtype, shape)
      guard type.isPossible else {
        throw StrataError.incompatibleInput(
          layer: name, expected: "an input that fits in memory", found: "one of shape \(shape)")
      }
      return trace.argument(type)
    }
    let types = try trace.record {
      try callForShapes(inputs, CallContext(findsShapeOnly: true)).map(\.type)
    }
    if let mistake = trace.mistake {
      throw StrataError.incompatibleInput(
        layer: name, expected: "an input that it can compute with", found: "one that gives \(mistake)")
    }
    return types
  }

  /// A call of which only the shapes of the outputs matter; overridden where there is no call without more than an
  /// input.
  func callForShapes(_ inputs: [Tensor], _ context: CallContext) throws -> [Tensor] {
    try outputs(for: inputs, context: context)
  }
}

extension Layer: CustomStringConvertible {
  /// As Keras prints it: `<Dense name=dense, built=true>`.
  public var description: String { "<\(className) name=\(name), built=\(isBuilt)>" }
}
