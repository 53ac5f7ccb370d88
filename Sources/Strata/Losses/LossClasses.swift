extension Registry {
  /// The losses.
  public static let losses = ObjectTable<any Loss>(
    "loss",
    aliases: [
      "bce": "BinaryCrossentropy", "BCE": "BinaryCrossentropy", "kld": "KLDivergence", "KLD": "KLDivergence",
      "mae": "MeanAbsoluteError", "MAE": "MeanAbsoluteError", "mape": "MeanAbsolutePercentageError",
      "MAPE": "MeanAbsolutePercentageError", "mse": "MeanSquaredError", "MSE": "MeanSquaredError",
      "msle": "MeanSquaredLogarithmicError", "MSLE": "MeanSquaredLogarithmicError",
    ],
    [
      "BinaryCrossentropy": { try BinaryCrossentropy(config: $0) },
      "CategoricalCrossentropy": { try CategoricalCrossentropy(config: $0) },
      "CategoricalHinge": { try CategoricalHinge(config: $0) },
      "CosineSimilarity": { try CosineSimilarity(config: $0) },
      "Hinge": { try Hinge(config: $0) },
      "Huber": { try Huber(config: $0) },
      "KLDivergence": { try KLDivergence(config: $0) },
      "LogCosh": { try LogCosh(config: $0) },
      "MeanAbsoluteError": { try MeanAbsoluteError(config: $0) },
      "MeanAbsolutePercentageError": { try MeanAbsolutePercentageError(config: $0) },
      "MeanSquaredError": { try MeanSquaredError(config: $0) },
      "MeanSquaredLogarithmicError": { try MeanSquaredLogarithmicError(config: $0) },
      "Poisson": { try Poisson(config: $0) },
      "SparseCategoricalCrossentropy": { try SparseCategoricalCrossentropy(config: $0) },
      "SquaredHinge": { try SquaredHinge(config: $0) },
    ])
}
