extension Callback {
  /// The optimizer of the model, whose learning rate may be set.
  /// - Throws: `StrataError.notCompiled`, or `.invalidArgument` if the learning rate follows a schedule.
  func optimizerToAdjust() throws -> Optimizer {
    guard let optimizer = model?.optimizer else { throw StrataError.notCompiled(model: model?.name ?? "") }
    guard optimizer.schedule == nil else {
      throw StrataError.invalidArgument(
        owner: "\(Self.self)", argument: "the optimizer's learning rate",
        expected: "a number that may be set",
        found: "a schedule")
    }
    return optimizer
  }
}
