import StrataIO

/// An array in a file of weights.
struct StoredArray {
  /// What it is called in the file.
  let name: String
  /// What it is called by the names of layers, if the file has them: `hidden/kernel`, or where the file has no names of
  /// weights, `hidden/0`.
  let readableName: String?
  let shape: [Int]
  let read: () throws -> HostArray
}

/// The content of a file of weights in one of the formats.
protocol StoredWeights {
  /// The weights in the order of the file.
  var weights: [StoredArray] { get }
  /// The state of the optimizer in Keras's order; empty if the file has none.
  var optimizerState: [StoredArray] { get }
  /// The state of the optimizer within one that scales the loss, which `optimizerState` has too; nil where the file does
  /// not tell them apart.
  var innerOptimizerState: [StoredArray]? { get }
  /// The names of the arrays that have a model's weights, if file and model have the same structure.
  func places(of model: Model) -> [ObjectIdentifier: String]
}

extension StoredWeights {
  var innerOptimizerState: [StoredArray]? { nil }
}
