extension Registry {
  /// The layers.
  public static let layers = ObjectTable<Layer>(
    "layer",
    [
      "Dense": { try Dense(config: $0) }
    ])
}
