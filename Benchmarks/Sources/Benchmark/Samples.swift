import Strata

/// The same numbers in every library: they repeat every thousand, or are spread over a vocabulary.
func inputs(_ settings: Settings, batches: Int) -> Tensor {
  let shape = [settings.batch * batches] + settings.shape
  let count = shape.reduce(1, *)
  if settings.vocabulary > 0 {
    return Tensor((0..<count).map { Int32($0 * 7919 % settings.vocabulary) }, shape: shape)
  }
  return Tensor((0..<count).map { Float($0 * 7919 % 1000) / 1000 }, shape: shape)
}

/// The samples of one batch where programs compute, in the type that the layers compute in.
func inputsOnDevice(_ settings: Settings) -> Tensor {
  (inputs(settings, batches: 1) + 0).converted(to: settings.policy.computeDType)
}

extension Tensor {
  /// Reads the tensor where programs still run when their results can be used.
  func wait() { if Device.current != .cpu { _ = scalars(as: Float.self) } }
}

/// Classes from 0 to 9.
func labels(_ settings: Settings, batches: Int) -> Tensor {
  Tensor((0..<settings.batch * batches).map { Int32($0 * 7 % 10) })
}
