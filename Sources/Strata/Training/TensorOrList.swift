/// A tensor, a list of tensors, or tensors by name: what a model with several inputs or outputs takes.
///
/// A list is in the order of the model's inputs or outputs, names are those of `Model.inputNames` and
/// `Model.outputNames`.
public protocol TensorOrList: Sendable {
  /// The tensors as they were given.
  var tensors: OneOrSeveral<Tensor> { get }
}

extension Tensor: TensorOrList {
  /// The tensor itself.
  public var tensors: OneOrSeveral<Tensor> { .one(self) }
}

extension [Tensor]: TensorOrList {
  /// The tensors in their order.
  public var tensors: OneOrSeveral<Tensor> { .list(self) }
}

extension [String: Tensor]: TensorOrList {
  /// The tensors by name.
  public var tensors: OneOrSeveral<Tensor> { .byName(self) }
}
