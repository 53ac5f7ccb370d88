import StrataGraph

extension Tensor {
  /// Where two tensors differ by at most `absoluteTolerance` + `relativeTolerance` · |other|; NumPy's `isclose`.
  /// Equal infinities are close, NaN is close to nothing unless `equalNaN`.
  public func isClose(
    to other: Tensor, relativeTolerance: Double = 1e-5, absoluteTolerance: Double = 1e-8,
    equalNaN: Bool = false
  ) -> Tensor {
    let dtype = promoted(promoted(dtype, other.dtype), .float32)
    let (x, y) = (converted(to: dtype), other.converted(to: dtype))
    let near = (x - y).abs() .<= y.abs() * relativeTolerance + absoluteTolerance
    let close = (near .& y.isFinite()) .| (x .== y)
    return equalNaN ? close .| (x.isNaN() .& y.isNaN()) : close
  }

  /// Whether the shapes are the same and all elements are close; see `isClose`. Only for concrete tensors.
  public func allClose(
    to other: Tensor, relativeTolerance: Double = 1e-5, absoluteTolerance: Double = 1e-8,
    equalNaN: Bool = false
  ) -> Bool {
    shape == other.shape
      && isClose(
        to: other, relativeTolerance: relativeTolerance, absoluteTolerance: absoluteTolerance,
        equalNaN: equalNaN
      ).all().scalar(as: Bool.self)
  }
}
