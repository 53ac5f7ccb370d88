extension Registry {
  /// The layers.
  public static let layers = ObjectTable<Layer>(
    "layer",
    [
      "Dense": { try Dense(config: $0) },
      "Functional": { try Model(config: $0) },
      "Model": { try Model(config: $0) },
      "Sequential": { try Sequential(config: $0) },
    ])
}
