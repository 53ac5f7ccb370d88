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
  private var input: Input?

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
    let (inputBefore, countBefore) = (input, layers.count)
    do {
      try append(layer)
      if isBuilt, let outputShape = builtOutputShape {
        builtOutputShape = try layer.undoingBuildsOnError {
          try self.outputShape(of: layer, for: outputShape)
        }
      } else {
        try buildFromInput()
      }
    } catch {
      input = inputBefore
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
    builtOutputShape = try inputShape.map { try outputShapeOfStack(for: $0) }
    return last
  }

  /// The name of the `Input`, if there is one.
  open override var inputNames: [String] { input.map { [$0.name] } ?? [] }

  /// The name of the last layer.
  open override var outputNames: [String] { layers.last.map { [$0.name] } ?? [] }

  private var builtOutputShape: PartialShape?

  private func append(_ layer: Layer) throws {
    if let first = layer as? Input {
      guard layers.isEmpty, input == nil else {
        throw StrataError.invalidArgument(
          owner: name, argument: "Input", expected: "the first of the layers, and the only Input",
          found: "'\(first.name)' after others")
      }
      input = first
      return
    }
    guard !layers.contains(where: { $0.name == layer.name }) else {
      throw StrataError.duplicateLayerName(name: layer.name, model: name)
    }
    track(layer)
  }

  private func buildFromInput() throws {
    guard let first = layers.first else { return }
    if let inputShape = input?.batchShape ?? (first as? Model)?.inputShape {
      try build(inputShape: inputShape)
    }
  }

  /// Builds the layers one after the other.
  open override func createWeights(inputShape: PartialShape) throws {
    guard !layers.isEmpty else {
      throw StrataError.invalidArgument(
        owner: name, argument: "the number of layers besides Input", expected: "at least 1", found: "0")
    }
    builtOutputShape = try outputShapeOfStack(for: inputShape)
  }

  private func outputShapeOfStack(for inputShape: PartialShape) throws -> PartialShape {
    try layers.reduce(inputShape) { try outputShape(of: $1, for: $0) }
  }

  private func outputShape(of layer: Layer, for inputShape: PartialShape) throws -> PartialShape {
    let outputShape = try layer.outputShape(for: inputShape)
    // With batches of any size, an output of one size has lost track of the samples.
    guard inputShape.first != .some(nil) || outputShape.first == .some(nil) else {
      throw StrataError.invalidArgument(
        owner: layer.name, argument: "the first axis of the output",
        expected: "that of the samples, as in the input \(inputShape.kerasDescription)",
        found: outputShape.kerasDescription)
    }
    return outputShape
  }

  /// Once the model is built, inputs must have the shape that it was built for.
  open override var inputSpec: InputSpec? {
    guard let inputShape else { return nil }
    var axes: [Int: Int] = [:]
    for (axis, size) in inputShape.enumerated() { if let size { axes[axis] = size } }
    return InputSpec(rank: inputShape.count, axes: axes)
  }

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
