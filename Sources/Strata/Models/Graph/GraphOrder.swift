/// The order of the layers and calls of a graph, which is exactly Keras's, because weights, files and the state of
/// optimizers follow it.
///
/// The depth of a call is the length of the longest way from it to an output; a layer's is the largest of its calls'.
/// Deeper ones come first. Among layers of the same depth, the one comes first that a walk from the outputs to the
/// inputs meets first; calls of the same depth come in the order in which the walk back from the inputs meets them.
/// The ways also go over the operations with which Keras makes the masks that it gives to layers.
struct GraphOrder {
  private(set) var layers: [Layer] = []
  private(set) var calls: [LayerCall] = []

  /// - Throws: `StrataError.disconnectedGraph` if a way from an output ends at an `Input` that is not among the
  ///   inputs.
  init(inputs: [SymbolicTensor], outputs: [SymbolicTensor], model: String) throws {
    var walk = Walk(inputs: Set(inputs), model: model)
    for output in outputs { try walk.visit(output) }

    var nodeDepths = DepthTable<GraphNode>()
    var layerDepths = DepthTable<Layer>()
    for node in walk.finished.reversed() {
      var depth = nodeDepths[node] ?? 0
      if let layer = (node as? LayerCall)?.layer {
        depth = max(depth, layerDepths[layer] ?? 0)
        layerDepths[layer] = depth
      }
      nodeDepths[node] = depth
      for dependency in node.dependencies.map(\.node) where walk.hasFinished(dependency) {
        nodeDepths[dependency] = max(depth + 1, nodeDepths[dependency] ?? 0)
      }
    }
    // Inputs that nothing depends on come before all others of depth 0.
    var ranks = walk.layerRanks
    for input in inputs where layerDepths[input.layer] == nil && input.call.arguments.isEmpty {
      nodeDepths[input.call] = 0
      layerDepths[input.layer] = 0
      ranks[ObjectIdentifier(input.layer)] = -1
    }
    calls = nodeDepths.sorted { _, _ in false }.compactMap { $0 as? LayerCall }
    layers = layerDepths.sorted { ranks[ObjectIdentifier($0)]! < ranks[ObjectIdentifier($1)]! }
  }
}

/// A walk along what nodes depend on, from the outputs to the inputs, depth first.
private struct Walk {
  private typealias Path = [(node: GraphNode, remaining: ArraySlice<GraphValue>)]

  /// The tensors at which the walk turns back.
  let inputs: Set<SymbolicTensor>
  let model: String
  /// The nodes in the order in which the walk left them, so that each comes after what it depends on.
  private(set) var finished: [GraphNode] = []
  /// The position of each layer among the layers in the order in which the walk met them.
  private(set) var layerRanks: [ObjectIdentifier: Int] = [:]
  private var finishedIdentifiers: Set<ObjectIdentifier> = []
  /// Masks of tensors in the middle of another model come with the data there, not from what is before them.
  private let followsMasks: Bool

  init(inputs: Set<SymbolicTensor>, model: String) {
    self.inputs = inputs
    self.model = model
    followsMasks = inputs.allSatisfy(\.call.arguments.isEmpty)
  }

  func hasFinished(_ node: GraphNode) -> Bool { finishedIdentifiers.contains(ObjectIdentifier(node)) }

  /// Goes with a stack of its own, since networks may be deeper than the program's stack.
  mutating func visit(_ output: SymbolicTensor) throws {
    var path: Path = []
    try enter(.tensor(output), &path)
    while let (node, remaining) = path.last {
      guard let dependency = remaining.first else {
        path.removeLast()
        finished.append(node)
        finishedIdentifiers.insert(ObjectIdentifier(node))
        continue
      }
      path[path.count - 1].remaining = remaining.dropFirst()
      try enter(dependency, &path)
    }
  }

  private mutating func enter(_ value: GraphValue, _ path: inout Path) throws {
    guard !hasFinished(value.node) else { return }
    switch value {
    case .tensor(let tensor):
      guard try hasToEnter(tensor, path) else { return }
      let layer = ObjectIdentifier(tensor.layer)
      if layerRanks[layer] == nil { layerRanks[layer] = layerRanks.count }
    case .mask: guard followsMasks else { return }
    }
    path.append((value.node, value.node.dependencies[...]))
  }

  /// Whether a tensor is part of the graph, which what is before a tensor in the middle of another model is not.
  private func hasToEnter(_ tensor: SymbolicTensor, _ path: Path) throws -> Bool {
    let call = tensor.call
    let isStart = inputs.contains(tensor)
    guard isStart || !call.arguments.isEmpty else {
      let layers = path.reversed().compactMap { ($0.node as? LayerCall)?.layer.name }
      throw StrataError.disconnectedGraph(
        model: model, input: call.layer.name, path: [call.layer.name] + layers)
    }
    return !isStart || call.arguments.isEmpty
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
