import StrataIO

/// Weights in a file of named arrays, safetensors or npz.
struct NamedArrayWeights: StoredWeights {
  let weights: [StoredArray]
  let optimizerState: [StoredArray]

  init(_ arrays: NamedArrays) {
    var weights: [StoredArray] = []
    var state: [Int: StoredArray] = [:]
    for (name, array) in arrays where !name.hasPrefix(Checkpoint.prefix) {
      let stored = StoredArray(name: name, readableName: nil, shape: array.type.shape) { array }
      if name.hasPrefix(Self.optimizerPrefix), let position = Int(name.dropFirst(Self.optimizerPrefix.count))
      {
        state[position] = stored
      } else {
        weights.append(stored)
      }
    }
    self.weights = weights
    optimizerState = state.sorted { $0.key < $1.key }.map(\.value)
  }

  func places(of model: Model) -> [ObjectIdentifier: String] {
    Dictionary(model.weightKeys().map { (ObjectIdentifier($0.weight), $0.key) }) { first, _ in first }
  }

  fileprivate static let optimizerPrefix = "optimizer/"
}

extension Model {
  /// The weights, and if wanted the state of the optimizer, under their names in files of named arrays.
  func namedArrays(includingOptimizer: Bool) throws -> NamedArrays {
    let state = includingOptimizer ? optimizerKeys(try requireCompilation().optimizer) : []
    let weights = weightKeys().map { (key: $0.key, variable: $0.weight) }
    return NamedArrays((weights + state).map { ($0.key, $0.variable.hostArray) })
  }

  /// The optimizer's variables by their position, because their names contain the layers' automatic names.
  func optimizerKeys(_ optimizer: Optimizer) -> [(key: String, variable: Variable)] {
    optimizer.variables.enumerated().map { ("\(NamedArrayWeights.optimizerPrefix)\($0.offset)", $0.element) }
  }
}

extension Variable {
  /// The present value, which is not copied: what changes the variable leaves its buffer alone from now on.
  var hostArray: HostArray { HostArray(sharing: value.concreteBuffer(reading: "value")) }
}
