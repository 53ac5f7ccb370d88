import StrataGraph

/// What all outputs of a model are trained and judged with, in their order.
struct Objectives {
  let ports: Ports
  let outputs: [OutputObjective]
  /// The metrics and the losses of single outputs, by their names in logs.
  let reported: [(name: String, metric: Metric)]

  /// Finds out which loss and which metrics belong to which output.
  /// - Throws: `StrataError.invalidArgument` if they do not go with the outputs.
  init(_ compilation: Compilation, _ ports: Ports) throws {
    self.ports = ports
    let losses = try ports.allValues(compilation.losses, "losses")
    let weights = try compilation.lossWeights.map { try ports.values($0, "lossWeights") }
    let metrics = try ports.metrics(compilation.metrics, "metrics")
    let weightedMetrics = try ports.metrics(compilation.weightedMetrics, "weightedMetrics")
    let hasSeveralLosses = losses.count { $0 != nil } > 1
    outputs = losses.indices.map { index in
      OutputObjective(
        loss: losses[index], lossWeight: weights?[index], metrics: metrics[index],
        weightedMetrics: weightedMetrics[index],
        lossTracker: hasSeveralLosses && losses[index] != nil ? Mean() : nil)
    }
    reported = Self.reported(outputs, ports)
  }

  /// Keras's names: those of metrics get the name of their output in front if there are several, a number behind if
  /// they come twice, and `weighted_` if only the sample weights make the difference.
  private static func reported(
    _ outputs: [OutputObjective], _ ports: Ports
  ) -> [(name: String, metric: Metric)] {
    var reported: [(name: String, metric: Metric)] = []
    var counter = NameCounter()
    var taken: Set<String> = []
    func prefixed(_ name: String, _ output: Int) -> String {
      ports.count > 1 && !ports.names.isEmpty ? "\(ports.names[output])_\(name)" : name
    }
    for (index, output) in outputs.enumerated() {
      for metric in output.metrics {
        let name = prefixed(metric.name, index)
        taken.insert(name)
        reported.append((counter.next(name), metric))
      }
    }
    for (index, output) in outputs.enumerated() {
      for metric in output.weightedMetrics {
        let name = prefixed(metric.name, index)
        let isNew = taken.insert(name).inserted
        reported.append(
          (counter.next(isNew ? name : prefixed("weighted_\(metric.name)", index)), metric))
      }
    }
    for (index, output) in outputs.enumerated() {
      guard let tracker = output.lossTracker, let loss = output.loss else { continue }
      let name = ports.names.isEmpty ? loss.name : ports.names[index]
      reported.append((counter.next("\(name)_loss"), tracker))
    }
    return reported
  }

  /// Whether a name in logs is that of the loss of one output.
  func isLoss(_ name: String) -> Bool {
    guard let metric = reported.first(where: { $0.name == name })?.metric else { return false }
    return outputs.contains { $0.lossTracker === metric }
  }

  // MARK: Data

  /// The truth for each output, nil for one that needs none. A list may leave out those.
  /// - Throws: `StrataError.invalidArgument` if the tensors do not go with the outputs.
  func truths(_ given: any TensorOrList) throws -> [Tensor?] {
    let wanted = outputs.indices.filter { outputs[$0].needsTruth }
    var truths: [Tensor?] = Array(repeating: nil, count: outputs.count)
    switch given.tensors {
    case _ where wanted.isEmpty: break
    case .one(let tensor):
      guard wanted.count == 1 else { throw ports.mismatch("y", found: "a single tensor") }
      truths[wanted[0]] = tensor
    case .list(let tensors) where tensors.count == wanted.count:
      for (output, tensor) in zip(wanted, tensors) { truths[output] = tensor }
    case .list, .byName:
      let values = try ports.values(given.tensors, "y")
      for output in wanted { truths[output] = values[output] }
    }
    let missing = wanted.filter { truths[$0] == nil }.map { ports.names[$0] }
    guard missing.isEmpty else {
      throw ports.mismatch("y", found: "without \(missing.map { "'\($0)'" }.joined(separator: ", "))")
    }
    return truths
  }

  /// Adds sample weights to the arguments of a step.
  /// - Returns: their position for each output.
  /// - Throws: `StrataError.invalidArgument` if the tensors do not go with the outputs.
  func sampleWeights(_ given: any TensorOrList, _ arguments: inout SampleArguments) throws -> [Int?] {
    if case .one(let weight) = given.tensors {
      let position = arguments.add(weight.converted(to: .float32), "sampleWeight")
      return outputs.map { _ in position }
    }
    let weights = try ports.values(given.tensors, "sampleWeight")
    return outputs.indices.map { output in
      guard outputs[output].needsTruth, let weight = weights[output] else { return nil }
      return arguments.add(weight.converted(to: .float32), ports.label("sampleWeight", output))
    }
  }
}

extension Ports {
  /// The metrics of each output. A plain list is for the only output, or has one metric for each, as in Keras.
  fileprivate func metrics(_ given: OneOrSeveral<[Metric]>, _ argument: String) throws -> [[Metric]] {
    switch given {
    case .list(let metrics) where metrics.isEmpty: return Array(repeating: [], count: count)
    case .one(let metrics) where count > 1 && !metrics.isEmpty:
      guard metrics.count == count else { throw mismatch(argument, found: "a list of \(metrics.count)") }
      return metrics.map { [$0] }
    default: return try values(given, argument).map { $0 ?? [] }
    }
  }
}
