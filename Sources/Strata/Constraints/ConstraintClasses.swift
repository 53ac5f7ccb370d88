extension Registry {
  /// The constraints.
  public static let constraints = ObjectTable<any Constraint>(
    "constraint",
    [
      "MaxNorm": { try MaxNorm(config: $0) },
      "MinMaxNorm": { try MinMaxNorm(config: $0) },
      "NonNeg": { _ in NonNegative() },
      "UnitNorm": { try UnitNorm(config: $0) },
    ])
}
