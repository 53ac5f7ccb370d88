import StrataIO

/// What a training run was asked to do, as texts under names: model, optimizer, loss, metrics and data. A checkpoint
/// belongs to runs with the same settings.
struct RunSettings: Sendable, Equatable {
  private(set) var texts: [(name: String, text: String)] = []

  mutating func add(_ name: String, _ text: String) { texts.append((name, text)) }

  /// How a run in progress differs from the run of a checkpoint, which has these settings.
  func differences(from run: RunSettings) -> [String] {
    let saved = Dictionary(texts) { $1 }
    let present = Dictionary(run.texts) { $1 }
    let added = run.texts.map(\.name).filter { saved[$0] == nil }
    return (texts.map(\.name) + added).compactMap { name in
      let (before, now) = (saved[name] ?? "nothing", present[name] ?? "nothing")
      return before == now ? nil : "\(name): \(before) in the checkpoint, \(now) in this run"
    }
  }

  static func == (a: RunSettings, b: RunSettings) -> Bool { a.differences(from: b).isEmpty }

  // MARK: As JSON

  var json: JSONValue {
    var object = JSONObject()
    for (name, text) in texts { object[name] = .string(text) }
    return .object(object)
  }

  /// Nil if the value is not one that `json` gave.
  init?(json: JSONValue) {
    guard let object = json.object else { return nil }
    for (name, value) in object {
      guard let text = value.string else { return nil }
      add(name, text)
    }
  }

  init() {}
}

extension RunSettings {
  /// Adds the layers of a model and what it was compiled with.
  mutating func add(_ model: Model, _ compilation: Compilation) {
    for (path, layer) in model.layerKeys().dropFirst() {
      add("layer \(path.dropLast())", settingsText(of: layer, className: type(of: layer).className))
      let policy = layer.ownPolicy
      if policy != .float32 { add("policy of \(path.dropLast())", policy.name) }
    }
    let optimizer = compilation.optimizer
    add("optimizer", settingsText(of: optimizer, className: "\(type(of: optimizer))"))
    if let inner = (optimizer as? LossScaleOptimizer)?.inner {
      add("inner optimizer", settingsText(of: inner, className: "\(type(of: inner))"))
    }
    let names = Dictionary(model.weightKeys().map { (ObjectIdentifier($0.weight), $0.key) }) { first, _ in
      first
    }
    optimizer.build(model.trainableWeights)
    add(
      "trained weights",
      optimizer.weights.map { names[ObjectIdentifier($0)] ?? $0.name }.joined(separator: ", "))
    if let objectives = compilation.objectives { add(objectives) }
  }

  private mutating func add(_ objectives: Objectives) {
    for (index, output) in objectives.outputs.enumerated() {
      let place = objectives.outputs.count == 1 ? "" : objectives.ports.label(" of output", index)
      if let loss = output.loss { add("loss\(place)", settingsText(of: loss) ?? loss.name) }
      if let weight = output.lossWeight { add("loss weight\(place)", "\(weight)") }
      add(output.metrics, named: "metric", place)
      add(output.weightedMetrics, named: "weighted metric", place)
    }
  }

  private mutating func add(_ metrics: [Metric], named kind: String, _ place: String) {
    for metric in metrics {
      add("\(kind) \(metric.name)\(place)", settingsText(of: metric, className: "\(type(of: metric))"))
    }
  }
}

// MARK: - Values as texts

/// The class of an object and what it was made with. Properties of classes from elsewhere may be anything, such as
/// counters, and are left out.
private func settingsText(of object: AnyObject, className: String) -> String {
  var fields: [String] = []
  var mirror: Mirror? = Mirror(reflecting: object)
  while let current = mirror {
    if isOfInterest(current.subjectType) { fields += settingsTexts(of: current.children) }
    mirror = current.superclassMirror
  }
  if let optimizer = object as? Optimizer { fields += settingsTexts(of: optimizer.commonSettings) }
  return className + (fields.isEmpty ? "" : "(\(fields.joined(separator: ", ")))")
}

/// The base classes hold what changes, such as whether the weights exist.
private func isOfInterest(_ type: Any.Type) -> Bool {
  let baseClasses: [Any.Type] = [Layer.self, Model.self, Sequential.self, Optimizer.self, Metric.self]
  return String(reflecting: type).hasPrefix("Strata.") && !baseClasses.contains { $0 == type }
}

private func settingsTexts(of fields: Mirror.Children) -> [String] {
  fields.compactMap { label, value in
    settingsText(of: value).map { text in label.map { "\($0): \(text)" } ?? text }
  }
}

/// A number, truth value, text, or something made of these; nil for what is anything else.
private func settingsText(of value: Any) -> String? {
  let mirror = Mirror(reflecting: value)
  if mirror.displayStyle == .optional { return mirror.children.first.flatMap { settingsText(of: $0.value) } }
  switch value {
  case is any Initializer: return nil  // The weights have been drawn.
  case let function as ActivationFunction: return function.description
  case let text as String: return "'\(text)'"
  case is any Numeric, is Bool: return "\(value)"
  default: break
  }
  switch mirror.displayStyle {
  case .collection, .tuple:
    let texts = settingsTexts(of: mirror.children)
    // Lists of what has no text, such as an optimizer's variables, are there only once it is built.
    return texts.isEmpty && !mirror.children.isEmpty ? nil : "(\(texts.joined(separator: ", ")))"
  case .struct: return "\(mirror.subjectType)(\(settingsTexts(of: mirror.children).joined(separator: ", ")))"
  case .enum:
    guard let payload = mirror.children.first else { return "\(value)" }
    return "\(payload.label ?? "")(\(settingsText(of: payload.value) ?? ""))"
  default: return nil
  }
}

extension Optimizer {
  fileprivate var commonSettings: Mirror.Children {
    Mirror.Children([
      ("learningRate", initialLearningRate as Any), ("schedule", schedule as Any),
      ("weightDecay", weightDecay as Any), ("clipping", clipping as Any), ("averaging", averaging as Any),
      ("gradientAccumulationSteps", gradientAccumulationSteps as Any),
      ("lossScaleFactor", lossScaleFactor as Any),
    ])
  }
}
