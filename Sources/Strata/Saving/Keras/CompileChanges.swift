import StrataIO

extension Model {
  /// Compiles the model with some of its settings changed, and the others as they were. An optimizer that is not changed
  /// keeps its state.
  /// - Parameters:
  ///   - changes: `optimizer`, `loss` and `metrics` as Keras writes them in a `compile_config`.
  ///   - place: where the changes come from, for errors.
  /// - Throws: `StrataError.unknownClass` or `.invalidConfig`.
  package func compile(changing changes: JSONObject, place: String) throws {
    let oldOptimizer = optimizer
    var settings = try oldOptimizer == nil ? ["optimizer": .string("rmsprop")] : compileConfig
    for (key, value) in changes { settings[key] = value }
    try compile(from: settings, place: place)
    // Keras demands more of an object than its class and config, which is all that has to be given here.
    if let described = try compilation?.config {
      for key in changes.keys { compilation?.fileConfig?[key] = described[key] }
    }
    guard changes["optimizer"] == nil, let oldOptimizer, oldOptimizer.isBuilt, let optimizer else { return }
    optimizer.build(trainableWeights)
    for (old, new) in zip(oldOptimizer.variables, optimizer.variables) { try new.assign(old.value) }
  }
}
