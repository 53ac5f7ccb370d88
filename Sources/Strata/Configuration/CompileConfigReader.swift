import StrataIO

/// Reads the config of a compiled model.
///
/// Losses, their factors and metrics are there for the only output, as lists for several outputs, or by their names;
/// each loss or metric is a name, a function, or an object with a class.
struct CompileConfigReader {
  let config: JSONObject
  let place: String
  let hasOneOutput: Bool

  func optimizer() throws -> Optimizer {
    guard let value = given("optimizer") else { return .rmsprop() }
    return try Registry.optimizers.make(from: value, place: "\(place), optimizer")
  }

  func losses() throws -> OneOrSeveral<(any Loss)?> {
    try oneOrSeveral(given("loss"), "\(place), loss", loss)
  }

  func lossWeights() throws -> OneOrSeveral<Double>? {
    guard let value = given("loss_weights") else { return nil }
    return try oneOrSeveral(value, "\(place), loss_weights") { value, place in
      if value.isNull { return 1 }
      guard let number = value.double else {
        throw StrataError.invalidConfig(place: place, reason: "must be a number, not \(value.shortText)")
      }
      return number
    }
  }

  /// - Parameter argument: `metrics` or `weighted_metrics`.
  func metrics(_ argument: String) throws -> OneOrSeveral<[Metric]> {
    guard let value = given(argument) else { return .one([]) }
    let place = "\(place), \(argument)"
    if hasOneOutput { return .one(try flatMetrics(value, place)) }
    // A plain list has one for each output.
    if let list = value.array, !list.contains(where: { $0.isNull || $0.array != nil }) {
      return .one(try flatMetrics(value, place))
    }
    return try oneOrSeveral(value, place, flatMetrics)
  }

  private func given(_ argument: String) -> JSONValue? { config[argument].flatMap { $0.isNull ? nil : $0 } }

  private func oneOrSeveral<Value>(
    _ value: JSONValue?, _ place: String, _ read: (JSONValue, String) throws -> Value
  ) throws -> OneOrSeveral<Value> {
    if let list = value?.array {
      return .list(try list.enumerated().map { try read($1, "\(place)[\($0)]") })
    }
    if let object = value?.object, object["class_name"] == nil {
      let values = try object.map { ($0.key, try read($0.value, "\(place)['\($0.key)']")) }
      return .byName(Dictionary(uniqueKeysWithValues: values))
    }
    return .one(try read(value ?? .null, place))
  }

  // MARK: Losses and metrics

  private func loss(_ value: JSONValue, _ place: String) throws -> (any Loss)? {
    if value.isNull { return nil }
    if let name = value.string, Crossentropy.isMeant(by: name) { return Crossentropy(name: name) }
    let loss = try Registry.losses.make(from: value, place: place)
    guard loss.reduction != .none else {
      throw StrataError.invalidConfig(
        place: place, reason: "the reduction 'none' leaves no single number to train with")
    }
    return loss
  }

  /// A metric, or all that stand in lists and dictionaries.
  private func flatMetrics(_ value: JSONValue, _ place: String) throws -> [Metric] {
    if value.isNull { return [] }
    if let list = value.array {
      return try list.enumerated().flatMap { try flatMetrics($1, "\(place)[\($0)]") }
    }
    if let object = value.object, object["class_name"] == nil {
      return try object.flatMap { try flatMetrics($0.value, "\(place)['\($0.key)']") }
    }
    return [try metric(value, place)]
  }

  private func metric(_ value: JSONValue, _ place: String) throws -> Metric {
    let metric = try namedMetric(value, place) ?? Registry.metrics.make(from: value, place: place)
    guard metric.result().shape.isEmpty else {
      throw StrataError.invalidConfig(
        place: place,
        reason:
          "'\(metric.name)' gives numbers of shape \(metric.result().shape), and training reports single ones"
      )
    }
    return metric
  }

  /// The metric that a name or a function of Keras stands for, under that name in logs.
  private func namedMetric(_ value: JSONValue, _ place: String) throws -> Metric? {
    if let name = value.string {
      return AccuracyByShape.isMeant(by: name) ? .accuracy(name: name) : try metric(named: name, name, place)
    }
    guard value["class_name"]?.string == "function", let function = value["config"]?.string,
      !function.contains(">")
    else { return nil }
    if Registry.losses.has(function) {
      return MeanLoss(try Registry.losses.make(from: .string(function), place: place), name: function)
    }
    return try metric(named: function, function, place)
  }

  private func metric(named className: String, _ name: String, _ place: String) throws -> Metric {
    try Registry.metrics.make(
      from: .object(["class_name": .string(className), "config": .object(["name": .string(name)])]),
      place: place)
  }
}
