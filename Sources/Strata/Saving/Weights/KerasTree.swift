/// Where Keras keeps the variables of a model in its files of weights: the groups of the file in the order in which
/// Keras writes them.
///
/// The rules are those of Keras 3's `saving_lib`. A group is named by the attribute that holds the layer,
/// `forward_layer`, or if it is one of several, by the attribute and the class, `layers/dense_1`. The attributes of a
/// layer are visited in alphabetical order. So is the list `layers` of a model, which has them all; that of a functional
/// model comes first. A layer that was visited before is passed over, but counts.
struct KerasTree {
  struct Group {
    /// The path of the layer or optimizer; empty for the model itself. The variables are in `vars` below it.
    let path: String
    /// Its name, which the file has too.
    let name: String
    /// The variables of the layer itself.
    let variables: [Variable]

    /// The path of the group that has the variables.
    var variablesPath: String { path.isEmpty ? "vars" : "\(path)/vars" }

    /// The path of a variable.
    func path(ofVariable position: Int) -> String { "\(variablesPath)/\(position)" }
  }

  private(set) var groups: [Group] = []
  private var visited: Set<ObjectIdentifier> = []

  /// The tree of a layer or model, with the state of an optimizer if there is one.
  init(_ layer: Layer, optimizer: Optimizer? = nil) { add(layer, at: "", optimizer) }

  private enum Member {
    case layer(Layer)
    case optimizer(Optimizer)
  }

  private mutating func add(_ layer: Layer, at path: String, _ optimizer: Optimizer?) {
    guard visited.insert(ObjectIdentifier(layer)).inserted else { return }
    groups.append(Group(path: path, name: layer.name, variables: layer.variablesInKerasOrder))
    var members = layer.attributes.map { (path: $0.path, member: Member.layer($0.layer)) }
    if let optimizer { members.append(("optimizer", .optimizer(optimizer))) }
    let sorted = members.sorted { layer.rank(ofAttribute: $0.path) < layer.rank(ofAttribute: $1.path) }
    for member in sorted {
      let memberPath = path.isEmpty ? member.path : "\(path)/\(member.path)"
      switch member.member {
      case .layer(let layer): add(layer, at: memberPath, nil)
      case .optimizer(let optimizer):
        groups.append(Group(path: memberPath, name: optimizer.name, variables: optimizer.variables))
        if let inner = (optimizer as? LossScaleOptimizer)?.inner {
          groups.append(
            Group(path: "\(memberPath)/inner_optimizer", name: inner.name, variables: inner.variables))
        }
      }
    }
  }
}

extension Layer {
  /// What Keras sorts attributes by. Those that begin with an underscore come last, and the layers of a functional model
  /// first.
  fileprivate func rank(ofAttribute path: String) -> String {
    let name = String(path.prefix { $0 != "/" })
    if name == "layers", (self as? Model)?.graph != nil { return "" }
    return name.hasPrefix("_") ? "~\(name)" : name
  }

  /// The variables of this layer itself: first those that were made to be trained.
  fileprivate var variablesInKerasOrder: [Variable] {
    ownWeights.filter(\.isMadeTrainable) + ownWeights.filter { !$0.isMadeTrainable }
  }

  /// The layers within this one under the paths that Keras would give them. One that several properties hold is there
  /// for each.
  fileprivate var attributes: [(path: String, layer: Layer)] {
    let withRole = sublayers.compactMap { layer in
      roles[ObjectIdentifier(layer)].map { (path: $0, layer: layer) }
    }
    let inProperties = storedLayers.filter { _, layer in
      roles[ObjectIdentifier(layer)] == nil && sublayers.contains { $0 === layer }
    }
    var attributes = withRole + inProperties.map { (path: $0.name, layer: $0.layer) }
    if let model = self as? Model {
      attributes += model.layers.map { ("layers/\($0.snakeCaseClassName)", $0) }
    } else {
      let named = Set(attributes.map { ObjectIdentifier($0.layer) })
      attributes += sublayers.filter { !named.contains(ObjectIdentifier($0)) }.map {
        ($0.snakeCaseClassName, $0)
      }
    }
    var counter = NameCounter()
    return attributes.map { (path: counter.next($0.path), layer: $0.layer) }
  }
}
