extension Registry {
  /// The initializers.
  public static let initializers = ObjectTable<any Initializer>(
    "initializer",
    aliases: [
      "normal": "RandomNormal", "uniform": "RandomUniform", "one": "Ones", "zero": "Zeros",
      "IdentityInitializer": "Identity", "OrthogonalInitializer": "Orthogonal", "STFTInitializer": "STFT",
    ],
    [
      "Zeros": { _ in Zeros() },
      "Ones": { _ in Ones() },
      "Constant": { try Constant(config: $0) },
      "Identity": { try Identity(config: $0) },
      "Orthogonal": { try Orthogonal(config: $0) },
      "RandomNormal": { try RandomNormal(config: $0) },
      "RandomUniform": { try RandomUniform(config: $0) },
      "TruncatedNormal": { try TruncatedNormal(config: $0) },
      "VarianceScaling": { try VarianceScaling(config: $0) },
      "GlorotNormal": { try VarianceScaling(config: $0) },
      "GlorotUniform": { try VarianceScaling(config: $0) },
      "HeNormal": { try VarianceScaling(config: $0) },
      "HeUniform": { try VarianceScaling(config: $0) },
      "LecunNormal": { try VarianceScaling(config: $0) },
      "LecunUniform": { try VarianceScaling(config: $0) },
      "STFT": { try STFT(config: $0) },
    ])
}
