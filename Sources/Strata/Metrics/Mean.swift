/// The weighted mean of values given batch by batch.
open class Mean: Metric {
  private var total: Variable!
  private var count: Variable!

  public override init(name: String = "mean") {
    super.init(name: name)
    total = addVariable(name: "total")
    count = addVariable(name: "count")
  }

  open override var arguments: Arguments? { type(of: self) == Mean.self ? commonArguments : nil }

  /// Takes one more batch of values into account.
  /// - Parameters:
  ///   - values: a scalar, or one value for each sample along the first axis; further axes are averaged over.
  ///   - sampleWeight: a weight for each sample, or for each position of each sample, or nil for 1.
  public final func update(_ values: Tensor, sampleWeight: Tensor? = nil) {
    let samples = weightedSamples(values, sampleWeight) { $0.mean(axes: $1) }
    total.value = total.value + samples.values.sum()
    if let weights = samples.weights {
      count.value = count.value + weights.sum()
    } else {
      count.value = count.value + (values.shape.first ?? 1)
    }
  }

  /// - Throws: `StrataError.invalidData`, because a mean compares nothing. A subclass may.
  open override func validate(_ yTrue: Tensor, outputShape: PartialShape) throws {
    if type(of: self) == Mean.self { throw comparesNothing }
  }

  open override func result() -> Tensor { dividedSafely(total.value, by: count.value) }
}
