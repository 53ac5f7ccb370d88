import StrataGraph

extension Samples {
  /// Gives each sample the weight of its class.
  /// - Throws: `StrataError.invalidArgument` if the model has several outputs; `.invalidData` if the samples have
  ///   weights already, or a row of `y` does not name one class.
  mutating func weigh(byClass classWeight: [Int: Double], model: String) throws {
    guard layout.truths.count == 1, let truth = layout.truths[0] else {
      throw StrataError.invalidArgument(
        owner: model, argument: "classWeight", expected: "given only to models with one output and its truth",
        found: "given with \(layout.truths.count) outputs; give a sampleWeight for each")
    }
    guard layout.sampleWeights == [nil] else {
      throw StrataError.invalidData("give class weights or sample weights, not both")
    }
    self = Samples(
      layout: SampleLayout(
        inputCount: layout.inputCount, truths: layout.truths, sampleWeights: [tensors.count]),
      tensors: tensors + [try Strata.sampleWeights(of: tensors[truth], classWeight: classWeight)],
      labels: labels + ["sampleWeight"])
  }
}

/// The weight of each sample that follows from the weights of the classes, as in Keras: the class is the largest
/// entry of a one-hot row, or the label itself; a class that is not listed counts once.
/// - Throws: `StrataError.invalidData` if a row of `y` does not name one class.
func sampleWeights(of y: Tensor, classWeight: [Int: Double]) throws -> Tensor {
  let labels: [Int32]
  if y.rank == 2, y.shape[1] > 1 {
    labels = y.argmax(axis: 1).scalars()
  } else if y.count == y.shape[0] {
    labels = y.converted(to: .float32).rounded().converted(to: .int32).scalars()
  } else {
    throw StrataError.invalidData(
      "class weights need a label or a one-hot row for each sample; y has the shape \(y.shape)")
  }
  return Tensor(labels.map { Float(classWeight[Int($0)] ?? 1) })
}
