extension Registry {
  /// The activation functions.
  public static let activations = ObjectTable<ActivationFunction>("activation", ["relu": { _ in .relu }])
}
