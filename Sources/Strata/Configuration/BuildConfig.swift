import StrataIO

extension Layer {
  /// The shapes that the layer was built for, as Keras writes them beside a layer's config; nil where it writes none.
  ///
  /// Only a model of one's own needs them to be read again: other shapes follow from the model.
  var buildConfig: JSONObject? {
    get throws {
      if let model = self as? Model, model.graph != nil { return ["input_shape": .null] }
      guard let inputShapes, !Self.classesBuiltWhenMade.contains(className) else { return nil }
      let shapes = try inputShapes.map { try $0.json }
      if shapes.count == 1 { return ["input_shape": shapes[0]] }
      guard self is RNN || self is Bidirectional else { return ["input_shape": .array(shapes)] }
      return [
        "shapes_dict": .object([
          "sequences_shape": shapes[0], "initial_state_shape": .array(Array(shapes.dropFirst())),
        ])
      ]
    }
  }

  /// Keras's layers without anything to build, which have no shapes to write.
  private static let classesBuiltWhenMade: Set<String> = [
    "InputLayer", "Activation", "Masking", "MaxPooling1D", "MaxPooling2D", "AveragePooling1D",
    "AveragePooling2D", "GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalMaxPooling1D",
    "GlobalMaxPooling2D", "Dropout", "SpatialDropout1D", "SpatialDropout2D", "GaussianDropout",
    "GaussianNoise", "Reshape", "ELU", "LeakyReLU", "ReLU", "Softmax",
  ]
}

/// The shapes that a file says a layer was built for.
enum BuildConfig {
  /// Nil if the file does not say.
  static func shapes(in config: JSONValue) -> [PartialShape]? {
    guard let value = config["input_shape"] else { return nil }
    if let shape = Config.shape(value) { return [shape] }
    let shapes = value.array?.compactMap { Config.shape($0) }
    return shapes?.count == value.array?.count ? shapes : nil
  }
}
