import StrataGraph

/// The layer that is being built or called, for what it calls in turn.
///
/// Handed on within one call only; that is why `Sendable` is unchecked.
struct EnclosingLayer: @unchecked Sendable {
  @TaskLocal static var current: EnclosingLayer?

  let layer: Layer
  /// What the layer knows of the call; nil while it is being built.
  let context: CallContext?
  /// The type in which the call reads floating-point variables, nil for their own.
  let weightType: DType?

  /// Runs a part of building or calling a layer.
  static func with<Result>(
    _ layer: Layer, _ context: CallContext?, _ body: () throws -> Result
  ) rethrows -> Result {
    let weightType = context == nil ? nil : weightType(in: layer)
    return try $current.withValue(
      EnclosingLayer(layer: layer, context: context, weightType: weightType), operation: body)
  }

  private static func weightType(in layer: Layer) -> DType? {
    let policy = layer.ownPolicy
    let isMixed = policy.computeDType != policy.variableDType
    return layer.autocast && (isMixed || current?.weightType != nil) ? policy.computeDType : nil
  }
}
