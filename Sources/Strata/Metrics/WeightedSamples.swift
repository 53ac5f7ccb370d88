/// One `float32` value and weight for each sample: values times weights, with all axes but the first reduced.
///
/// Axes of the values that the weights do not have are reduced before the weights are applied, as in Keras.
func weightedSamples(
  _ values: Tensor, _ sampleWeight: Tensor?, reduce: (Tensor, [Int]) -> Tensor
) -> (values: Tensor, weights: Tensor?) {
  func reduced(_ tensor: Tensor, from axis: Int) -> Tensor {
    tensor.rank > axis ? reduce(tensor, Array(axis..<tensor.rank)) : tensor
  }
  let values = values.converted(to: .float32)
  guard let sampleWeight else { return (reduced(values, from: 1), nil) }
  let aligned = alignedRanks(values, sampleWeight.converted(to: .float32))
  let samples = reduced(aligned.0, from: aligned.1.rank)
  let weights = aligned.1.broadcast(to: samples.shape)
  return (reduced(samples * weights, from: 1), reduced(weights, from: 1))
}
