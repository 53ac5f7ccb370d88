extension Registry {
  /// The initializers.
  public static let initializers = ObjectTable<any Initializer>("initializer", [:])
}
