/// The order of the layers and calls of a graph, which is exactly Keras's, because weights, files and the state of
/// optimizers follow it.
///
/// The depth of a call is the length of the longest way from it to an output; a layer's is the largest of its calls'.
/// Deeper ones come first. Among layers of the same depth, the one comes first that a walk from the outputs to the
/// inputs meets first; calls of the same depth come in the order in which the walk back from the inputs meets them.
struct GraphOrder {
  private(set) var layers: [Layer] = []
  private(set) var calls: [LayerCall] = []

  /// - Throws: `StrataError.disconnectedGraph` if a way from an output ends at an `Input` that is not among the
  ///   inputs.
  init(inputs: [SymbolicTensor], outputs: [SymbolicTensor], model: String) throws {
    var walk = Walk(inputs: Set(inputs), model: model)
    for output in outputs { try walk.visit(output) }

    var callDepths = DepthTable<LayerCall>()
    var layerDepths = DepthTable<Layer>()
    for call in walk.finished.reversed() {
      let depth = max(callDepths[call] ?? 0, layerDepths[call.layer] ?? 0)
      callDepths[call] = depth
      layerDepths[call.layer] = depth
      for argument in call.arguments where walk.hasFinished(argument.call) {
        callDepths[argument.call] = max(depth + 1, callDepths[argument.call] ?? 0)
      }
    }
    // Inputs that nothing depends on come before all others of depth 0.
    var ranks = walk.layerRanks
    for input in inputs where layerDepths[input.layer] == nil && input.call.arguments.isEmpty {
      callDepths[input.call] = 0
      layerDepths[input.layer] = 0
      ranks[ObjectIdentifier(input.layer)] = -1
    }
    calls = callDepths.sorted { _, _ in false }
    layers = layerDepths.sorted { ranks[ObjectIdentifier($0)]! < ranks[ObjectIdentifier($1)]! }
  }
}

/// A walk along the arguments of calls, from the outputs to the inputs, depth first.
private struct Walk {
  /// The tensors at which the walk turns back.
  let inputs: Set<SymbolicTensor>
  let model: String
  /// The calls in the order in which the walk left them, so that each comes after its arguments.
  private(set) var finished: [LayerCall] = []
  /// The position of each layer among the layers in the order in which the walk met them.
  private(set) var layerRanks: [ObjectIdentifier: Int] = [:]
  private var finishedIdentifiers: Set<ObjectIdentifier> = []

  init(inputs: Set<SymbolicTensor>, model: String) {
    self.inputs = inputs
    self.model = model
  }

  func hasFinished(_ call: LayerCall) -> Bool { finishedIdentifiers.contains(ObjectIdentifier(call)) }

  /// Goes with a stack of its own, since networks may be deeper than the program's stack.
  mutating func visit(_ output: SymbolicTensor) throws {
    var path: [(call: LayerCall, remaining: ArraySlice<SymbolicTensor>)] = []
    try enter(output, &path)
    while let (call, remaining) = path.last {
      guard let argument = remaining.first else {
        path.removeLast()
        finished.append(call)
        finishedIdentifiers.insert(ObjectIdentifier(call))
        continue
      }
      path[path.count - 1].remaining = remaining.dropFirst()
      try enter(argument, &path)
    }
  }

  private mutating func enter(
    _ tensor: SymbolicTensor, _ path: inout [(call: LayerCall, remaining: ArraySlice<SymbolicTensor>)]
  ) throws {
    let call = tensor.call
    let isStart = inputs.contains(tensor)
    // What is before a tensor in the middle of another model is not part of this one.
    guard !hasFinished(call), !isStart || call.arguments.isEmpty else { return }
    guard isStart || !call.arguments.isEmpty else {
      throw StrataError.disconnectedGraph(
        model: model, input: call.layer.name,
        path: [call.layer.name] + path.reversed().map(\.call.layer.name))
    }
    if layerRanks[ObjectIdentifier(call.layer)] == nil {
      layerRanks[ObjectIdentifier(call.layer)] = layerRanks.count
    }
    path.append((call, call.arguments[...]))
  }
}

/// The depths of some objects, which remembers the order in which they were first given one.
private struct DepthTable<Object: AnyObject> {
  private var objects: [Object] = []
  private var depths: [ObjectIdentifier: Int] = [:]

  subscript(object: Object) -> Int? {
    get { depths[ObjectIdentifier(object)] }
    set {
      if depths.updateValue(newValue!, forKey: ObjectIdentifier(object)) == nil { objects.append(object) }
    }
  }

  /// The objects, the deepest first; those of equal depth in the given order, or that of their coming.
  func sorted(_ comesBefore: (Object, Object) -> Bool) -> [Object] {
    objects.enumerated().sorted { left, right in
      let (leftDepth, rightDepth) = (self[left.element]!, self[right.element]!)
      guard leftDepth == rightDepth else { return leftDepth > rightDepth }
      if comesBefore(left.element, right.element) { return true }
      return !comesBefore(right.element, left.element) && left.offset < right.offset
    }.map(\.element)
  }
}
