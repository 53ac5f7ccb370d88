extension Registry {
  /// The optimizers.
  public static let optimizers = ObjectTable<Optimizer>("optimizer", [:])
}
