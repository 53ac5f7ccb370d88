extension LossReduction {
  /// Keras's names.
  static let names: KeyValuePairs<String, LossReduction> = [
    "sum_over_batch_size": .sumOverBatchSize, "sum": .sum, "mean_with_sample_weight": .meanWithSampleWeight,
    "none": .none, "mean": .sumOverBatchSize, "auto": .sumOverBatchSize,
  ]

  /// Keras's name.
  var name: String { LossReduction.names.first { $0.value == self }!.key }
}

extension Loss {
  /// The arguments that all losses have, for the `arguments` of one's own: its name and reduction.
  public var commonArguments: Arguments { ["name": name, "reduction": reduction.name] }
}

extension Config {
  /// How a loss becomes one number. Keras writes `null` for not at all, but the usual way is meant where nothing is
  /// said.
  public var reduction: LossReduction {
    get throws {
      if has("reduction"), json("reduction") == nil { return .none }
      return try choice("reduction", LossReduction.names, default: .sumOverBatchSize)
    }
  }
}
