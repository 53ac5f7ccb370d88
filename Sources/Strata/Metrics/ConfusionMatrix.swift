/// How often each class was taken for each other one.
///
/// - Parameters:
///   - labels: the true class numbers, of any shape.
///   - predictions: the predicted class numbers, of the same shape.
///   - weights: how much each counts, of the same shape, or nil for 1.
/// - Returns: `[classes, classes]`, `int32` without weights and `float32` with: a row for each true class, a column
///   for each predicted one. Numbers outside the classes are left out.
public func confusionMatrix(
  labels: Tensor, predictions: Tensor, classes: Int, weights: Tensor? = nil
) -> Tensor {
  let (labels, predictions) = alignedRanks(labels, predictions)
  let rows = Tensor.oneHot(labels.flattened(), classes: classes)
  let columns = Tensor.oneHot(predictions.flattened(), classes: classes)
  let weighted = weights.map { rows * $0.converted(to: .float32).flattened().expandedDims(axis: 1) } ?? rows
  let counts = matmul(weighted.transposed(), columns)
  return weights == nil ? counts.converted(to: .int32) : counts
}
