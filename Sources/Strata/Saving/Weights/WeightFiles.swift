import Foundation
import StrataIO

extension Model {
  /// Writes the values of all weights to a file, in the format that its name ends in:
  ///
  /// | | |
  /// |---|---|
  /// | `.weights.h5` | HDF5 as Keras 3 writes and reads it |
  /// | `.weights.json` | the same in several files, `w_00000.weights.h5` and so on for `w.weights.json`, which lists them |
  /// | `.safetensors`, `.npz` | arrays under names such as `dense_1/kernel` |
  ///
  /// A file appears whole or not at all; an older one with that name stays until then. Of several, the list comes last.
  /// - Parameters:
  ///   - includingOptimizer: whether the state of the optimizer is written too, so that training can go on where it
  ///     was; with true, the optimizer makes its state if it has none yet. Nil for what Keras does: HDF5 files have
  ///     what state there is if the model is compiled; other formats do not.
  ///   - maxShardSize: the most that the weights in one of several files take, in GiB; for `.weights.json` only.
  /// - Throws: `StrataError.notBuilt`, or `.file` if the file cannot be written or has another extension;
  ///   `.notCompiled` if there is no optimizer to include; `.invalidArgument` if a weight is larger than `maxShardSize`.
  public func saveWeights(
    to path: String, includingOptimizer: Bool? = nil, maxShardSize: Double? = nil
  ) throws {
    guard isBuilt else { throw StrataError.notBuilt(owner: name, wanted: "weights to save") }
    let format = try WeightFormat(of: path)
    guard maxShardSize == nil || format == .shardedKerasTree else {
      throw StrataError.invalidArgument(
        owner: name, argument: "maxShardSize", expected: "nil unless the name ends in .weights.json",
        found: path)
    }
    guard maxShardSize.map({ $0 > 0 }) ?? true else {
      throw StrataError.invalidArgument(
        owner: name, argument: "maxShardSize", expected: "positive", found: "\(maxShardSize!)")
    }
    if includingOptimizer == true { try requireCompilation().optimizer.build(trainableWeights) }
    let includingOptimizer = includingOptimizer ?? (format.hasOptimizerInKeras && optimizer != nil)
    try reportingFileErrors {
      switch format {
      case .safetensors:
        try SafeTensors(namedArrays(includingOptimizer: includingOptimizer)).write(to: path)
      case .npz: try Npz.write(namedArrays(includingOptimizer: includingOptimizer), to: path)
      case .kerasTree: try kerasTree(includingOptimizer: includingOptimizer).write(to: path)
      case .shardedKerasTree:
        let optimizer = includingOptimizer ? try requireCompilation().optimizer : nil
        try KerasTree(self, optimizer: optimizer).writeShards(
          to: path, maxSize: maxShardSize ?? WeightShards.usualMaxSize)
      case .model:
        throw StrataError.file(path: path, reason: "this format is of whole models, which save(to:) writes")
      case .legacy:
        throw StrataError.file(
          path: path, reason: "this format of earlier versions of Keras is only read: write .weights.h5")
      }
    }
  }

  /// Reads the values of all weights from a file that `saveWeights` or Keras wrote.
  ///
  /// The formats are those of `saveWeights`, whole models in `.keras`, and HDF5 files `.h5` and `.hdf5` in the format of
  /// earlier versions of Keras, of weights or of a whole model. The file may also be a checkpoint of a training run. Numbers in `float16`,
  /// `bfloat16` or `float64` become those of the model's type.
  ///
  /// Weights are found by the structure of the model: HDF5 files have the layers in the model's order, other files have
  /// names made from it. `byName` and `mapping` find them in other models' files. With a mapping, a weight is known by
  /// the names of the layers on the way and its own, such as `hidden/kernel` or `encoder/dense/bias`:
  ///
  /// ```swift
  /// // All but the head.
  /// try model.loadWeights(from: "other.weights.h5") { $0.hasPrefix("head/") ? nil : $0 }
  /// // From a file with names of its own.
  /// try model.loadWeights(from: "net.safetensors") { ["hidden/kernel": "fc1.kernel", "hidden/bias": "fc1.bias"][$0] }
  /// ```
  ///
  /// A mapping finds other arrays, but does not rearrange them: kernels from PyTorch, which has their axes in another
  /// order, need `setWeights`.
  /// - Parameters:
  ///   - includingOptimizer: whether the state of the optimizer is read too. Nil for reading it if the file has it and the
  ///     model is compiled.
  ///   - allowPartial: whether to load what fits, and to leave the other weights alone. The state of the optimizer is
  ///     loaded whole or not at all.
  ///   - byName: whether to find weights by the names of layers, not by the structure of the model. Files of named arrays
  ///     must then have the names that a mapping is asked for.
  ///   - mapping: says for a weight of the model which array of the file to take: the weight's own name for the usual one,
  ///     or the name of another one, in the file itself, such as `layers/dense_1/vars/0`, or by the names of layers in
  ///     the file or the model. Nil leaves the weight alone.
  /// - Returns: what was loaded, and what did not fit.
  /// - Throws: `StrataError.notBuilt`, `.file` if the file is missing or broken, or `.weightMismatch`, which lists
  ///   every weight that is missing, unknown or of another shape; `.notCompiled` if the state of an optimizer is asked for
  ///   and there is none. Then nothing has changed.
  @discardableResult
  public func loadWeights(
    from path: String, includingOptimizer: Bool? = nil, allowPartial: Bool = false, byName: Bool = false,
    mapping: ((_ weight: String) -> String?)? = nil
  ) throws -> WeightLoadReport {
    let stored = try WeightFormat(of: path).read(path)
    return try load(
      stored, file: path, includingOptimizer: includingOptimizer, allowPartial: allowPartial, byName: byName,
      mapping: mapping)
  }

  /// Reads the values of all weights from Keras 3's tree, such as that in a `.keras` file, and the state of the
  /// optimizer if the model is compiled.
  /// - Parameter file: what errors call the file.
  /// - Throws: as `loadWeights`.
  @discardableResult
  func loadKerasTree(
    _ root: HDF5Group, file: String, includingOptimizer: Bool? = nil, allowPartial: Bool = false
  ) throws -> WeightLoadReport {
    let stored = try reportingFileErrors { try KerasTreeWeights([root], file: file) }
    return try load(stored, file: file, includingOptimizer: includingOptimizer, allowPartial: allowPartial)
  }

  /// Reads the values of all weights from an HDF5 file of any of the layouts that Keras writes.
  /// - Throws: as `loadWeights`.
  package func loadWeights(from root: HDF5Group, file: String) throws {
    let stored = try reportingFileErrors { try WeightFormat.read(root, file: file) }
    _ = try load(stored, file: file, includingOptimizer: nil, allowPartial: false)
  }

  private func load(
    _ stored: any StoredWeights, file: String, includingOptimizer: Bool?, allowPartial: Bool,
    byName: Bool = false, mapping: ((String) -> String?)? = nil
  ) throws -> WeightLoadReport {
    guard isBuilt else { throw StrataError.notBuilt(owner: name, wanted: "weights to load") }
    let optimizer = includingOptimizer == true ? try requireCompilation().optimizer : optimizer
    func requireMatch(_ matching: WeightMatching) throws {
      guard allowPartial || matching.differences.isEmpty else {
        throw StrataError.weightMismatch(file: file, differences: matching.differences.map(\.description))
      }
    }
    func load() throws -> WeightLoadReport {
      var matching = WeightMatching(stored, self, byName: byName, mapping: mapping)
      // Before an optimizer makes its state, for weights that may not be in the file.
      try requireMatch(matching)
      if let optimizer, includingOptimizer ?? !stored.optimizerState.isEmpty {
        let state = stored.state(for: optimizer)
        // That of an optimizer that has not taken a step has no slots.
        if state.count > optimizer.variables.count { optimizer.build(trainableWeights) }
        matching.addState(state, of: stored.receiver(of: state, within: optimizer))
      }
      try requireMatch(matching)
      let values = try reportingFileErrors {
        try matching.pairs.map { ($0.variable, Tensor(try $0.array.read().hostBuffer())) }
      }
      for (variable, value) in values { try variable.assign(value) }
      return WeightLoadReport(loaded: matching.pairs.map(\.name), differences: matching.differences)
    }
    return try optimizer?.undoingBuildOnError(load) ?? load()
  }
}

extension StoredWeights {
  /// What the file has for an optimizer: if that does not scale the loss and the one in the file did, the state of the
  /// one within it.
  fileprivate func state(for optimizer: Optimizer) -> [StoredArray] {
    optimizer is LossScaleOptimizer ? optimizerState : innerOptimizerState ?? optimizerState
  }

  /// The optimizer that a state is for: the inner one of an optimizer that scales the loss if the one in the file did
  /// not.
  fileprivate func receiver(of state: [StoredArray], within optimizer: Optimizer) -> Optimizer {
    guard let inner = (optimizer as? LossScaleOptimizer)?.inner, innerOptimizerState == nil else {
      return optimizer
    }
    return state.count == inner.variables.count ? inner : optimizer
  }
}
