import StrataIO

// What counts as a hit, 1 or 0 for each sample and each position within it, as `bool`.

/// Where truth and prediction are equal.
func exactHits(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
  let (yTrue, yPred) = alignedRanks(yTrue, yPred)
  return yTrue .== yPred
}

/// Where the prediction is above the threshold just if the truth is 1.
func binaryHits(_ yTrue: Tensor, _ yPred: Tensor, threshold: Double) -> Tensor {
  let (yTrue, yPred) = alignedRanks(yTrue, yPred)
  return yTrue .== (yPred .> threshold).converted(to: yTrue.dtype)
}

/// Where the largest predictions stand at the place of the largest truth.
func categoricalHits(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
  yTrue.argmax(axis: -1) .== yPred.argmax(axis: -1)
}

/// Where the largest predictions stand at the place that the truth names.
func sparseCategoricalHits(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
  labels(yTrue, yPred) .== yPred.argmax(axis: -1)
}

/// Where fewer than `k` predictions are larger than that for the class that the truth names.
func sparseTopKHits(_ yTrue: Tensor, _ yPred: Tensor, k: Int) -> Tensor {
  let classes = Tensor.arange(yPred.shape[yPred.rank - 1])
  let isLabel = labels(yTrue, yPred).converted(to: .int32).expandedDims(axis: -1) .== classes
  let ofLabel = select(isLabel, yPred, 0).sum(axis: -1, keepDims: true)
  // Not "larger than", so that NaN counts as larger.
  return (.!(yPred .<= ofLabel)).sum(axis: -1) .< k
}

/// Class numbers without an axis of size 1 for the classes.
private func labels(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
  yTrue.rank == yPred.rank && yTrue.shape.last == 1 ? yTrue.squeezed(axis: -1) : yTrue
}

/// Accuracy of the kind that the shapes call for, as Keras resolves the string `accuracy`: binary if the predictions
/// have a last axis of size 1, sparse if the truth lacks the axis of the classes or has size 1 there, else
/// categorical.
func hitsByShape(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
  guard yPred.shape.last != 1, yPred.rank > 1 else { return binaryHits(yTrue, yPred, threshold: 0.5) }
  let isSparse = yTrue.rank < yPred.rank || yTrue.shape.last == 1
  return isSparse ? sparseCategoricalHits(yTrue, yPred) : categoricalHits(yTrue, yPred)
}

/// The metric that `accuracy` stands for: Keras has no class for it, but chooses one when it sees the shapes.
final class AccuracyByShape: MeanMetric {
  init(name: String) {
    super.init(name: name, nil, direction: .higherIsBetter, truth: .byShape, values: hitsByShape)
  }

  /// Whether a name in a list of metrics stands for this one.
  static func isMeant(by name: String) -> Bool { ["accuracy", "acc"].contains(name.lowercased()) }

  /// The name, if it is one that Keras knows.
  override var json: JSONValue {
    get throws {
      guard AccuracyByShape.isMeant(by: name) else {
        throw StrataError.noConfig(
          of: "the metric accuracy(name: \"\(name)\"), whose kind depends on the data,")
      }
      return .string(name)
    }
  }
}

extension Metric {
  private static func hitRate(
    _ name: String, _ kerasClass: String, arguments: Arguments = [:], _ truth: TruthLayout,
    _ hits: @escaping (Tensor, Tensor) -> Tensor
  ) -> Metric {
    MeanMetric(
      name: name, MeanMetric.KerasClass(kerasClass, arguments), direction: .higherIsBetter, truth: truth,
      values: hits)
  }

  /// The share of hits, of the kind that the shapes call for, as Keras resolves the string `accuracy`: binary if
  /// the predictions have a last axis of size 1, sparse categorical if the truth lacks the axis of the classes or
  /// has size 1 there, else categorical.
  public static func accuracy(name: String = "accuracy") -> Metric { AccuracyByShape(name: name) }

  /// How often truth and prediction are equal: Keras's class `Accuracy`.
  public static func exactAccuracy(name: String = "accuracy") -> Metric {
    hitRate(name, "Accuracy", .likePredictions, exactHits)
  }

  /// How often the prediction is above the threshold just if the truth is 1.
  public static func binaryAccuracy(threshold: Double = 0.5, name: String = "binary_accuracy") -> Metric {
    hitRate(name, "BinaryAccuracy", arguments: ["threshold": threshold], .likePredictions) {
      binaryHits($0, $1, threshold: threshold)
    }
  }

  /// How often the largest prediction stands at the place of the one in a one-hot truth.
  public static func categoricalAccuracy(name: String = "categorical_accuracy") -> Metric {
    hitRate(name, "CategoricalAccuracy", .likePredictions, categoricalHits)
  }

  /// How often the largest prediction stands at the place that the truth names.
  public static func sparseCategoricalAccuracy(name: String = "sparse_categorical_accuracy") -> Metric {
    hitRate(name, "SparseCategoricalAccuracy", .classNumbers, sparseCategoricalHits)
  }

  /// How often the class of a one-hot truth is among the `k` largest predictions.
  public static func topKCategoricalAccuracy(
    k: Int = 5, name: String = "top_k_categorical_accuracy"
  ) -> Metric {
    hitRate(name, "TopKCategoricalAccuracy", arguments: ["k": k], .likePredictions) {
      sparseTopKHits($0.argmax(axis: -1), $1, k: k)
    }
  }

  /// How often the class that the truth names is among the `k` largest predictions.
  public static func sparseTopKCategoricalAccuracy(
    k: Int = 5, name: String = "sparse_top_k_categorical_accuracy"
  ) -> Metric {
    hitRate(name, "SparseTopKCategoricalAccuracy", arguments: ["k": k], .classNumbers) {
      sparseTopKHits($0, $1, k: k)
    }
  }
}
