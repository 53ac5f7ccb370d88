/// What a layer should know of the call that it is part of.
public final class CallContext {
  /// Whether the model is being trained; dropout and batch normalization behave differently then.
  public let training: Bool
  /// Whether the call is only recorded to find the shape of the output, with a batch size that means nothing.
  let findsShapeOnly: Bool
  /// The penalties that layers added in this call.
  public private(set) var losses: [Tensor] = []
  /// Is told of each call of a layer within this call, once it is done.
  var observer: ((_ layer: Layer, _ outputs: [Tensor]) -> Void)?

  /// A call in training or inference.
  public init(training: Bool = false) {
    self.training = training
    findsShapeOnly = false
  }

  init(training: Bool = false, findsShapeOnly: Bool) {
    self.training = training
    self.findsShapeOnly = findsShapeOnly
  }

  /// Adds a scalar to the loss that training minimizes.
  public func addLoss(_ loss: Tensor) { losses.append(loss) }
}

extension CallContext {
  /// Runs `body` with the context for a call that was given none: that of the layer which makes the call, so that
  /// penalties reach the loss, or a new one.
  static func forCall<Result>(training: Bool?, _ body: (CallContext) throws -> Result) rethrows -> Result {
    guard let enclosing = EnclosingLayer.current?.context else {
      return try body(CallContext(training: training ?? false))
    }
    guard let training, training != enclosing.training else { return try body(enclosing) }
    let context = CallContext(training: training, findsShapeOnly: enclosing.findsShapeOnly)
    context.observer = enclosing.observer
    let output = try body(context)
    for loss in context.losses { enclosing.addLoss(loss) }
    return output
  }
}
