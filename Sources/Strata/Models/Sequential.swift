/// A stack of layers, each working on the output of the one before.
///
/// ```swift
/// let model = try Sequential {
///   Input(shape: [784])
///   Dense(128, activation: .relu)
///   Dense(10, activation: .softmax)
/// }
/// ```
///
/// With `Input` or a model that is built as the first layer the weights exist at once; otherwise they come with
/// `build(inputShape:)` or the first data.
open class Sequential: Model {
  private var givenInput: Input?
  /// Once the model is built, what goes into the first layer and what comes out of each.
  private var chain: [SymbolicTensor] = []

  /// The layers are those of the list, in its order, also if a subclass holds some of them in properties.
  override var tracksStoredParts: Bool { false }

  /// A model of the layers that the closure lists.
  /// - Throws: `StrataError.duplicateLayerName`, or what building a layer throws if `Input` comes first.
  public convenience init(name: String? = nil, @LayerBuilder _ layers: () throws -> [Layer]) throws {
    try self.init(layers(), name: name)
  }

  /// A model of the given layers.
  /// - Throws: as `init(name:_:)`.
  public init(_ layers: [Layer] = [], name: String? = nil) throws {
    super.init(name: name)
    for layer in layers { try append(layer) }
    try buildFromInput()
  }

  /// Adds a layer at the end, and builds it if the model is built.
  /// - Throws: as `init(name:_:)`; then the layer was not added.
  public func add(_ layer: Layer) throws {
    let (inputBefore, countBefore) = (givenInput, layers.count)
    do {
      try append(layer)
      if let end = chain.last {
        chain.append(try layer.undoingBuildsOnError { try output(of: layer, for: end) })
        takeGraphName()
      } else {
        try buildFromInput()
      }
    } catch {
      givenInput = inputBefore
      if layers.count > countBefore { untrackLast() }
      throw error
    }
    forgetPrograms()
  }

  /// Removes the last layer.
  @discardableResult
  public func pop() throws -> Layer? {
    guard let last = untrackLast() else { return nil }
    forgetPrograms()
    chain = chain.dropLast()
    return last
  }

  /// The name of the `Input`, if there is one.
  open override var inputNames: [String] { ((chain.first?.layer ?? givenInput)?.name).map { [$0] } ?? [] }

  /// The name of the last layer.
  open override var outputNames: [String] { layers.last.map { [$0.name] } ?? [] }

  // MARK: Config

  /// The model that a file describes.
  convenience init(config: Config) throws {
    try self.init(config.layers("layers"), name: config.name)
    if let shape = try config.optionalShape("build_input_shape") {
      try build(inputShape: shape)
    } else if !isBuilt, let shape = try Self.inputShapeOfKeras2(config) {
      try build(inputShape: shape)
    }
    if try !config.trainable { trainable = false }
  }

  /// The shape of the input as Keras 2 wrote it, in the first layer's config.
  private static func inputShapeOfKeras2(_ config: Config) throws -> PartialShape? {
    try config.list("layers").first?["config"]?["batch_input_shape"].flatMap(Config.shape)
  }

  open override class var kerasModule: String { "keras" }

  open override var arguments: Arguments? {
    let input: Layer? = chain.first?.layer ?? givenInput
    let arguments: Arguments = ["layers": (input.map { [$0] } ?? []) + layers]
    return inputShape.map { arguments + ["build_input_shape": $0] } ?? arguments
  }

  // MARK: Building

  private func append(_ layer: Layer) throws {
    if let first = layer as? Input {
      guard layers.isEmpty, givenInput == nil else {
        throw StrataError.invalidArgument(
          owner: name, argument: "Input", expected: "the first of the layers, and the only Input",
          found: "'\(first.name)' after others")
      }
      givenInput = first
      return
    }
    guard !layers.contains(where: { $0.name == layer.name }) else {
      throw StrataError.duplicateLayerName(name: layer.name, model: name)
    }
    track(layer)
  }

  private func buildFromInput() throws {
    guard let first = layers.first else { return }
    if let inputShape = givenInput?.batchShape ?? (first as? Model)?.inputShape {
      try build(inputShape: inputShape)
    }
  }

  /// Builds the layers one after the other.
  open override func createWeights(inputShape: PartialShape) throws {
    guard !layers.isEmpty else {
      throw StrataError.invalidArgument(
        owner: name, argument: "the number of layers besides Input", expected: "at least 1", found: "0")
    }
    let input =
      givenInput ?? Input(shape: Array(inputShape.dropFirst()), batchSize: inputShape[0])
    chain = try layers.reduce(into: [input.symbolicTensor]) { chain, layer in
      chain.append(try output(of: layer, for: chain[chain.count - 1]))
    }
    takeGraphName()
  }

  /// Keras makes a functional model of the layers, which takes the next automatic name.
  private func takeGraphName() { _ = LayerNames.next(forClass: "Functional") }

  private func output(of layer: Layer, for input: SymbolicTensor) throws -> SymbolicTensor {
    let output: SymbolicTensor = try layer(input)
    // With batches of any size, an output of one size has lost track of the samples.
    guard input.shape.first != .some(nil) || output.shape.first == .some(nil) else {
      throw StrataError.invalidArgument(
        owner: layer.name, argument: "the first axis of the output",
        expected: "that of the samples, as in the input \(input.shape.kerasDescription)",
        found: output.shape.kerasDescription)
    }
    return output
  }

  override var ownEnds: (inputs: [SymbolicTensor], outputs: [SymbolicTensor])? {
    guard let first = chain.first, let last = chain.last else { return nil }
    return ([first], [last])
  }

  /// Once the model is built, inputs must have the shape that it was built for.
  open override var inputSpec: InputSpec? {
    guard let inputShape else { return nil }
    var axes: [Int: Int] = [:]
    for (axis, size) in inputShape.enumerated() { if let size { axes[axis] = size } }
    return InputSpec(rank: inputShape.count, axes: axes)
  }

  /// False: the layers have policies of their own.
  open override var autocast: Bool { false }

  open override var takesIntegers: Bool { layers.first?.takesIntegers ?? true }

  open override func treatsSamplesAlone(training: Bool) -> Bool {
    layers.allSatisfy { $0.treatsSamplesAlone(training: training) }
  }

  open override func validateElements(of input: Tensor) throws {
    try layers.first?.validateElements(of: input)
  }

  open override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    try layers.reduce(input) { try $1($0, context: context) }
  }
}
