import StrataIO

extension Compilation {
  /// As Keras writes what a model was compiled with.
  var config: JSONObject {
    get throws {
      [
        "optimizer": try givenOptimizer.json,
        "loss": try losses.json { try $0?.json ?? .null },
        "loss_weights": lossWeights?.json { .number($0) } ?? .null,
        "metrics": try json(metrics), "weighted_metrics": try json(weightedMetrics),
        // What Keras writes for a model that was compiled with its defaults.
        "run_eagerly": .bool(false), "steps_per_execution": .integer(1), "jit_compile": .bool(true),
      ]
    }
  }

  private func json(_ metrics: OneOrSeveral<[Metric]>) throws -> JSONValue {
    guard metrics.all.contains(where: { !$0.isEmpty }) else { return .null }
    return try metrics.json { try $0.json }
  }
}

extension OneOrSeveral {
  /// A value, a list or an object.
  fileprivate func json(_ write: (Value) throws -> JSONValue) rethrows -> JSONValue {
    switch self {
    case .one(let value): return try write(value)
    case .list(let values): return .array(try values.map(write))
    case .byName(let values):
      var object = JSONObject()
      for (name, value) in values.sorted(by: { $0.key < $1.key }) { object[name] = try write(value) }
      return .object(object)
    }
  }
}
