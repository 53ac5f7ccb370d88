extension Registry {
  /// The metrics.
  public static let metrics = ObjectTable<Metric>(
    "metric",
    aliases: [
      "bce": "BinaryCrossentropy", "BCE": "BinaryCrossentropy", "mae": "MeanAbsoluteError",
      "MAE": "MeanAbsoluteError", "mape": "MeanAbsolutePercentageError",
      "MAPE": "MeanAbsolutePercentageError",
      "mse": "MeanSquaredError", "MSE": "MeanSquaredError", "msle": "MeanSquaredLogarithmicError",
      "MSLE": "MeanSquaredLogarithmicError", "log_cosh": "LogCoshError",
    ],
    [
      "AUC": { try AUC(config: $0) },
      "Accuracy": { try .exactAccuracy(name: $0.metricName) },
      "BinaryAccuracy": {
        try .binaryAccuracy(threshold: $0.double("threshold", default: 0.5), name: $0.metricName)
      },
      "BinaryCrossentropy": {
        try .binaryCrossentropy(
          fromLogits: $0.bool("from_logits", default: false),
          labelSmoothing: $0.double("label_smoothing", default: 0, in: 0...1), name: $0.metricName)
      },
      "CategoricalAccuracy": { try .categoricalAccuracy(name: $0.metricName) },
      "CategoricalCrossentropy": {
        try .categoricalCrossentropy(
          fromLogits: $0.bool("from_logits", default: false),
          labelSmoothing: $0.double("label_smoothing", default: 0, in: 0...1),
          axis: $0.int("axis", default: -1), name: $0.metricName)
      },
      "CategoricalHinge": { try .categoricalHinge(name: $0.metricName) },
      "CosineSimilarity": {
        try .cosineSimilarity(axis: $0.int("axis", default: -1), name: $0.metricName)
      },
      "FalseNegatives": { try ConfusionCount(config: $0) },
      "FalsePositives": { try ConfusionCount(config: $0) },
      "Hinge": { try .hinge(name: $0.metricName) },
      "KLDivergence": { try .klDivergence(name: $0.metricName) },
      "LogCoshError": { try .logCoshError(name: $0.name ?? "logcosh") },
      "Mean": { try Mean(name: $0.metricName) },
      "MeanAbsoluteError": { try .meanAbsoluteError(name: $0.metricName) },
      "MeanAbsolutePercentageError": { try .meanAbsolutePercentageError(name: $0.metricName) },
      "MeanMetricWrapper": { try $0.meanOfFunction() },
      "MeanSquaredError": { try .meanSquaredError(name: $0.metricName) },
      "MeanSquaredLogarithmicError": { try .meanSquaredLogarithmicError(name: $0.metricName) },
      "Poisson": { try .poisson(name: $0.metricName) },
      "Precision": { try Precision(config: $0) },
      "Recall": { try Recall(config: $0) },
      "RootMeanSquaredError": { try .rootMeanSquaredError(name: $0.metricName) },
      "SparseCategoricalAccuracy": { try .sparseCategoricalAccuracy(name: $0.metricName) },
      "SparseCategoricalCrossentropy": {
        try .sparseCategoricalCrossentropy(
          fromLogits: $0.bool("from_logits", default: false), ignoreClass: $0.optionalInt("ignore_class"),
          axis: $0.int("axis", default: -1), name: $0.metricName)
      },
      "SparseTopKCategoricalAccuracy": {
        try .sparseTopKCategoricalAccuracy(k: $0.int("k", default: 5), name: $0.metricName)
      },
      "SquaredHinge": { try .squaredHinge(name: $0.metricName) },
      "Sum": { try Sum(name: $0.metricName) },
      "TopKCategoricalAccuracy": {
        try .topKCategoricalAccuracy(k: $0.int("k", default: 5), name: $0.metricName)
      },
      "TrueNegatives": { try ConfusionCount(config: $0) },
      "TruePositives": { try ConfusionCount(config: $0) },
    ])
}
