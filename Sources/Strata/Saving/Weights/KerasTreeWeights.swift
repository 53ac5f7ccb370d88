import StrataIO

/// Weights in Keras 3's tree of HDF5 groups, which may be spread over several files.
struct KerasTreeWeights: StoredWeights {
  let weights: [StoredArray]
  let optimizerState: [StoredArray]
  let innerOptimizerState: [StoredArray]?

  /// - Parameter roots: the root groups of the files.
  init(_ roots: [HDF5Group], file: String) throws {
    var names = LayerNamesInTree(roots)
    var weights: [StoredArray] = []
    var state: [(position: Int, array: StoredArray)] = []
    var innerState: [(position: Int, array: StoredArray)] = []
    var seen: Set<String> = []
    let hasInnerOptimizer = try roots.contains { try $0["optimizer/inner_optimizer/vars"] != nil }
    for dataset in try roots.flatMap({ try $0.datasets() }) {
      let path = dataset.path.split(separator: "/").map(String.init)
      let name = path.joined(separator: "/")
      guard seen.insert(name).inserted else {
        throw StrataError.file(path: file, reason: "'\(name)' is in two of the files")
      }
      let owner = Array(path.dropLast(2))
      let readableName = try path.dropLast().last == "vars" ? names.path(of: owner, path.last!) : nil
      let array = StoredArray(name: name, readableName: readableName, shape: dataset.shape) {
        try dataset.read()
      }
      switch owner {
      case ["optimizer"]: state.append((Int(path.last!) ?? .max, array))
      case ["optimizer", "inner_optimizer"]: innerState.append((Int(path.last!) ?? .max, array))
      case _ where owner.contains("optimizer"):
        // A model within the model may have its own.
        continue
      default: weights.append(array)
      }
    }
    self.weights = weights
    optimizerState = state.sorted { $0.position < $1.position }.map(\.array)
    innerOptimizerState =
      hasInnerOptimizer ? innerState.sorted { $0.position < $1.position }.map(\.array) : nil
  }

  func places(of model: Model) -> [ObjectIdentifier: String] {
    let groups = KerasTree(model).groups
    let places = groups.flatMap { group in
      group.variables.enumerated().map { (ObjectIdentifier($1), group.path(ofVariable: $0)) }
    }
    return Dictionary(places) { first, _ in first }
  }
}

/// The names of layers, which stand in attributes of the groups of their variables.
private struct LayerNamesInTree {
  private let roots: [HDF5Group]
  private var known: [String: String?] = [:]

  init(_ roots: [HDF5Group]) { self.roots = roots }

  /// The names of the layers along a path of groups, and something in the last one: `rec/lstm_cell/0`.
  mutating func path(of owner: [String], _ last: String) throws -> String {
    var names: [String] = []
    for end in owner.indices {
      if let name = try name(owner[...end].joined(separator: "/")) { names.append(name) }
    }
    return (names + [last]).joined(separator: "/")
  }

  private mutating func name(_ path: String) throws -> String? {
    if let name = known[path] { return name }
    var found: String?
    for root in roots where found == nil {
      if case .group(let group) = try root["\(path)/vars"] { found = try group.attributes["name"]?.text }
    }
    known[path] = .some(found)
    return found
  }
}
