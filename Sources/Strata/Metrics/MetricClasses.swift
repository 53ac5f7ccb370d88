extension Registry {
  /// The metrics.
  public static let metrics = ObjectTable<Metric>("metric", [:])
}
