/// A learning rate that follows from the number of steps done. A number is the schedule that never changes.
///
/// An optimizer computes it inside its compiled step, so a schedule is a tensor expression.
public protocol LearningRateSchedule: Configurable, Sendable {
  /// The learning rate after so many steps, a `float32` scalar.
  /// - Parameter step: the number of steps done, 0 at first, a `float32` scalar.
  func learningRate(at step: Tensor) -> Tensor
}

extension LearningRateSchedule {
  public static var kerasModule: String { "keras.optimizers.schedules" }
}

extension Double: LearningRateSchedule {
  /// The number itself.
  public func learningRate(at step: Tensor) -> Tensor { Tensor.full([], self) }
}
