extension Tensor {
  /// Which positions of a batch of sequences count, `bool[batch, time]`, or nil if all do.
  ///
  /// `Masking` and `Embedding(maskZero: true)` attach a mask to their output; a layer finds it on its input. Layers
  /// that support masking pass it on to their output, and losses, metrics and reports leave out what does not count.
  /// Results of operations have no mask.
  public var mask: Tensor? {
    get { attachedMask?.mask }
    set { attachedMask = newValue.map { AttachedMask($0) } }
  }

  /// The tensor with another mask, or as it is if there is none to give.
  func masked(by mask: Tensor?) -> Tensor {
    guard let mask else { return self }
    var result = self
    result.mask = mask
    return result
  }
}

/// A mask behind a reference, because a tensor cannot contain another one directly.
final class AttachedMask: Sendable {
  let mask: Tensor

  init(_ mask: Tensor) { self.mask = mask }
}
