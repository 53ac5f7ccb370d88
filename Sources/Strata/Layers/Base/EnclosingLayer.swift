/// The layer that is being built or called, for what it calls in turn.
///
/// Handed on within one call only; that is why `Sendable` is unchecked.
struct EnclosingLayer: @unchecked Sendable {
  @TaskLocal static var current: EnclosingLayer?

  let layer: Layer
  /// What the layer knows of the call; nil while it is being built.
  let context: CallContext?

  /// Runs a part of building or calling a layer.
  static func with<Result>(
    _ layer: Layer, _ context: CallContext?, _ body: () throws -> Result
  ) rethrows -> Result {
    try $current.withValue(EnclosingLayer(layer: layer, context: context), operation: body)
  }
}
