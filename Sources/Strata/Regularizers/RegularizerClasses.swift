extension Registry {
  /// The regularizers.
  public static let regularizers = ObjectTable<any Regularizer>(
    "regularizer", aliases: ["l1l2": "L1L2", "l1_l2": "L1L2"],
    [
      "L1": { try L1L2(config: $0) },
      "L2": { try L1L2(config: $0) },
      "L1L2": { try L1L2(config: $0) },
      "OrthogonalRegularizer": { try OrthogonalRegularizer(config: $0) },
    ])
}
