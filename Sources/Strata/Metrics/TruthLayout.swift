/// Which shape a metric wants the truth to have, beside predictions of a given shape.
enum TruthLayout {
  /// One value for each prediction; sizes of 1 are repeated, and a last axis of size 1 may be missing on one side.
  case likePredictions
  /// Class numbers: the axis of the classes is missing or has size 1.
  case classNumbers
  /// One of the two, as `accuracy` chooses.
  case byShape

  /// - Throws: `StrataError.invalidData` if the truth has another layout.
  func check(_ yTrue: Tensor, outputShape: PartialShape, metric: String) throws {
    let fits: Bool
    switch self {
    case .likePredictions: fits = isLikePredictions(yTrue.shape, outputShape)
    case .classNumbers: fits = areClassNumbers(yTrue.shape, outputShape)
    case .byShape:
      fits = isLikePredictions(yTrue.shape, outputShape) || areClassNumbers(yTrue.shape, outputShape)
    }
    if fits { return }
    let wanted =
      switch self {
      case .likePredictions: "one value for each output"
      case .classNumbers: "class numbers without the axis of the classes"
      case .byShape: "one value for each output, or class numbers without the axis of the classes"
      }
    throw StrataError.invalidData(
      "the metric \(metric) cannot compare y of shape \(kerasTuple(yTrue.shape.map(String.init))) with outputs of "
        + "shape \(outputShape.kerasDescription): y must have \(wanted)")
  }

  private func isLikePredictions(_ truth: [Int], _ output: PartialShape) -> Bool {
    var (truth, output) = (truth, output)
    if truth.count == output.count + 1, truth.last == 1 { truth.removeLast() }
    if output.count == truth.count + 1, output.last == 1 { output.removeLast() }
    return truth.count == output.count
      && zip(truth, output).dropFirst().allSatisfy { $0 == $1 || $1 == nil || $0 == 1 || $1 == 1 }
  }

  private func areClassNumbers(_ truth: [Int], _ output: PartialShape) -> Bool {
    let positions = output.dropLast()
    let truth = truth.count == output.count && truth.last == 1 ? Array(truth.dropLast()) : truth
    return truth.count == positions.count
      && zip(truth, positions).dropFirst().allSatisfy { $0 == $1 || $1 == nil }
  }
}
