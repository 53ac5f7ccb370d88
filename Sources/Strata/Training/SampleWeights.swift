import StrataGraph

extension Batch {
  /// Gives each sample the weight of its class.
  /// - Throws: `StrataError.invalidData` if the samples have weights already, or a row of `y` does not name one class.
  mutating func weigh(byClass classWeight: [Int: Double]) throws {
    guard sampleWeight == nil else {
      throw StrataError.invalidData("give class weights or sample weights, not both")
    }
    sampleWeight = try sampleWeights(of: y, classWeight: classWeight)
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
