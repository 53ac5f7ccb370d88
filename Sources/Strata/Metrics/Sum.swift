/// The weighted sum of values given batch by batch.
public final class Sum: Metric {
  private var total: Variable!

  public override init(name: String = "sum") {
    super.init(name: name)
    total = addVariable(name: "total")
  }

  public override var arguments: Arguments? { commonArguments }

  /// Takes one more batch of values into account.
  /// - Parameter sampleWeight: a weight for each sample, or for each position of each sample, or nil for 1.
  public func update(_ values: Tensor, sampleWeight: Tensor? = nil) {
    total.value = total.value + weightedSamples(values, sampleWeight) { $0.sum(axes: $1) }.values.sum()
  }

  /// - Throws: `StrataError.invalidData`, because a sum compares nothing.
  public override func validate(_ yTrue: Tensor, outputShape: PartialShape) throws { throw comparesNothing }

  public override func result() -> Tensor { total.value }
}

extension Metric {
  /// Why a metric of single values cannot judge a model.
  var comparesNothing: StrataError {
    .invalidData("the metric '\(name)' gathers values, and does not compare predictions with the truth")
  }
}
