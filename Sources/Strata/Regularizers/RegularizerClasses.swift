extension Registry {
  /// The regularizers.
  public static let regularizers = ObjectTable<any Regularizer>("regularizer", [:])
}
