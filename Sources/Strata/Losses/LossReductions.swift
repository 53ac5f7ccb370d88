import StrataGraph

/// The losses of the samples, weighted and reduced to one number.
func reduced(_ losses: Tensor, sampleWeight: Tensor?, mask: Tensor?, _ reduction: LossReduction) -> Tensor {
  var losses = losses
  var weights: Tensor?
  if let combined = combinedWeights(sampleWeight, mask: mask, reduction, dtype: losses.dtype) {
    let aligned = alignedRanks(losses, combined)
    losses = aligned.0 * aligned.1
    weights = aligned.1
  }
  guard losses.rank > 0, reduction != .none else { return losses }
  let total = losses.sum()
  switch reduction {
  case .sum, .none: return total
  case .sumOverBatchSize: return losses.count == 0 ? total : total / losses.count
  case .meanWithSampleWeight:
    return weights.map { dividedSafely(total, by: $0.sum()) } ?? total / max(losses.count, 1)
  }
}

/// One weight for each loss out of sample weights and a mask, or nil if there is neither.
///
/// For a mean, the weights of the places that the mask keeps grow so that the mean is over those places.
func combinedWeights(
  _ sampleWeight: Tensor?, mask: Tensor?, _ reduction: LossReduction, dtype: DType
) -> Tensor? {
  guard let mask else { return sampleWeight?.converted(to: dtype) }
  var kept = mask.converted(to: dtype)
  if reduction == .sumOverBatchSize {
    kept = kept * dividedSafely(Tensor.full([], mask.count, dtype: dtype), by: kept.sum())
  }
  guard let sampleWeight else { return kept }
  let (factors, weights) = alignedRanks(kept, sampleWeight.converted(to: dtype))
  return weights * factors
}

/// The places that both masks keep; nil stands for all.
func combinedMask(_ first: Tensor?, _ second: Tensor?) -> Tensor? {
  guard let first, let second else { return first ?? second }
  return first .& second
}

/// The quotient, or 0 where the divisor is 0.
func dividedSafely(_ dividend: Tensor, by divisor: Tensor) -> Tensor {
  let isZero = divisor .== 0
  // A divisor of 1 in those places keeps NaN out of the gradient too.
  return select(isZero, 0, dividend / select(isZero, 1, divisor))
}
