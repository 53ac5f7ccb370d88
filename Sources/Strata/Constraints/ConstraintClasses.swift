extension Registry {
  /// The constraints.
  public static let constraints = ObjectTable<any Constraint>("constraint", [:])
}
