/// The crossentropy of one class out of several, the truth being the number of the class: `−log p[label]`.
///
/// Probabilities are divided by their sum and clipped to [10⁻⁷, 1 − 10⁻⁷]. The truth has the shape of the
/// predictions without the axis of the classes, or with a size of 1 there.
public struct SparseCategoricalCrossentropy: Loss {
  /// Whether predictions are logits instead of probabilities.
  public let fromLogits: Bool
  /// A label whose positions do not count, or nil.
  public let ignoreClass: Int?
  /// The axis of the classes.
  public let axis: Int
  public let reduction: LossReduction
  public let name: String

  public init(
    fromLogits: Bool = false, ignoreClass: Int? = nil, axis: Int = -1,
    reduction: LossReduction = .sumOverBatchSize, name: String = "sparse_categorical_crossentropy"
  ) {
    self.fromLogits = fromLogits
    self.ignoreClass = ignoreClass
    self.axis = axis
    self.reduction = reduction
    self.name = name
  }

  init(config: Config) throws {
    self.init(
      fromLogits: try config.bool("from_logits", default: false),
      ignoreClass: try config.optionalInt("ignore_class"), axis: try config.int("axis", default: -1),
      reduction: try config.reduction, name: try config.name ?? "sparse_categorical_crossentropy")
  }

  /// Keras forgets the axis in its files, but reads it.
  public var arguments: Arguments? {
    commonArguments + ["from_logits": fromLogits, "ignore_class": ignoreClass]
      + (axis == -1 ? [:] : ["axis": axis])
  }

  public func perSample(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    let classAxis = axis < 0 ? axis + yPred.rank : axis
    let labels = self.labels(yTrue, yPred)
    let shape = yPred.shape.indices.map { $0 == classAxis ? yPred.shape[classAxis] : 1 }
    let classes = Tensor.arange(yPred.shape[classAxis]).reshaped(shape)
    let isLabel = labels.converted(to: .int32).expandedDims(axis: classAxis) .== classes
    func ofLabel(_ values: Tensor) -> Tensor { select(isLabel, values, 0).sum(axis: classAxis) }

    let losses: Tensor
    if fromLogits {
      // The maximum cancels out, so no gradient goes through it.
      let shifted = yPred - yPred.max(axis: classAxis, keepDims: true).stoppingGradient()
      losses = shifted.exp().sum(axis: classAxis).log() - ofLabel(shifted)
    } else {
      // Only the label's probability is normalized and clipped, not all of them: the numbers are the same.
      let p = ofLabel(yPred) / yPred.sum(axis: classAxis)
      losses = -p.clipped(min: smallestProbability, max: 1 - smallestProbability).log()
    }
    return mask(yTrue, yPred).map { select($0, losses, 0) } ?? losses
  }

  public func mask(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor? {
    ignoreClass.map { labels(yTrue, yPred) .!= $0 }
  }

  /// The labels without an axis for the classes.
  private func labels(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    yTrue.rank == yPred.rank ? yTrue.squeezed(axis: axis) : yTrue
  }

  public func validate(_ yTrue: Tensor, outputShape: PartialShape) throws {
    let classAxis = axis < 0 ? axis + outputShape.count : axis
    var expected = outputShape
    expected[classAxis] = 1
    let found = yTrue.rank == outputShape.count ? yTrue.shape : yTrue.shape.inserting(1, at: classAxis)
    let agrees =
      found.count == expected.count && zip(found, expected).dropFirst().allSatisfy { $0 == $1 || $1 == nil }
    guard agrees else {
      throw StrataError.invalidData(
        """
        \(name) cannot compare y of shape \(kerasTuple(yTrue.shape.map(String.init))) with outputs of shape \
        \(outputShape.kerasDescription): y must be class numbers without the axis of the classes; for one-hot \
        labels use categorical crossentropy
        """)
    }
    if let classes = outputShape[classAxis] { try validateLabels(yTrue, classes: classes) }
  }

  private func validateLabels(_ yTrue: Tensor, classes: Int) throws {
    let labels = yTrue.converted(to: .float64).scalars(as: Double.self)
    let perSample = max(labels.count / max(yTrue.shape.first ?? 1, 1), 1)
    for (position, label) in labels.enumerated() {
      guard label == label.rounded(), label.isFinite else {
        throw StrataError.invalidData(
          "\(name) takes class numbers as labels, but that of sample \(position / perSample) is \(label)")
      }
      guard (0..<Double(classes)).contains(label) || ignoreClass.map(Double.init) == label else {
        throw StrataError.labelOutOfRange(
          label: Int(exactly: label) ?? .max, classes: classes, index: position / perSample)
      }
    }
  }
}

extension [Int] {
  /// The same numbers with one more at the given position, or at the end if there are not so many.
  fileprivate func inserting(_ number: Int, at position: Int) -> [Int] {
    var result = self
    result.insert(number, at: Swift.min(position, count))
    return result
  }
}

extension Loss where Self == SparseCategoricalCrossentropy {
  /// The crossentropy of one class out of several, the truth being the number of the class.
  public static func sparseCategoricalCrossentropy(
    fromLogits: Bool = false, ignoreClass: Int? = nil, axis: Int = -1,
    reduction: LossReduction = .sumOverBatchSize
  ) -> Self {
    Self(fromLogits: fromLogits, ignoreClass: ignoreClass, axis: axis, reduction: reduction)
  }
}
