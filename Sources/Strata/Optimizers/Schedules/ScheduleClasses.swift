extension Registry {
  /// The learning rate schedules.
  public static let schedules = ObjectTable<any LearningRateSchedule>(
    "schedule",
    [
      "CosineDecay": { try CosineDecay(config: $0) },
      "CosineDecayRestarts": { try CosineDecayRestarts(config: $0) },
      "ExponentialDecay": { try ExponentialDecay(config: $0) },
      "InverseTimeDecay": { try InverseTimeDecay(config: $0) },
      "PiecewiseConstantDecay": { try PiecewiseConstantDecay(config: $0) },
      "PolynomialDecay": { try PolynomialDecay(config: $0) },
    ])
}

extension Config {
  /// A number of steps, at least one.
  func steps(_ argument: String) throws -> Int { try int(argument, in: 1...) }
}
