import Foundation

/// Which values of a watched number are better.
public enum MonitorMode: Sendable, Hashable {
  /// Smaller ones for a loss, for a metric as the metric says.
  case auto
  case min
  case max
}

/// A watched number: what counts as an improvement of it.
struct Monitor {
  /// The callback that watches, for messages.
  let owner: String
  let name: String
  let mode: MonitorMode
  /// By how much a value must be better to count.
  let minDelta: Double
  private var isLowerBetter: Bool?
  private var hasWarned = false

  init(owner: String, name: String, mode: MonitorMode, minDelta: Double = 0) {
    self.owner = owner
    self.name = name
    self.mode = mode
    self.minDelta = abs(minDelta)
  }

  /// Finds out which values are better.
  /// - Throws: `StrataError.invalidArgument` if neither the mode nor the model's metrics tell.
  mutating func resolve(for model: Model?) throws {
    guard isLowerBetter == nil else { return }
    switch mode {
    case .min: isLowerBetter = true
    case .max: isLowerBetter = false
    case .auto: isLowerBetter = try isLowerBetter(judgedBy: model)
    }
  }

  private func isLowerBetter(judgedBy model: Model?) throws -> Bool {
    let metricName = name.hasPrefix("val_") ? String(name.dropFirst(4)) : name
    if metricName == "loss" { return true }
    if let model { try model.compilation?.resolve(for: model) }
    let objectives = model?.compilation?.objectives
    if objectives?.isLoss(metricName) == true { return true }
    let metric = objectives?.reported.first { $0.name == metricName }?.metric
    guard let direction = metric?.direction else {
      throw StrataError.invalidArgument(
        owner: owner, argument: "mode", expected: ".min or .max, because it is not known which is better",
        found: ".auto for '\(name)'")
    }
    return direction == .lowerIsBetter
  }

  /// The watched number, or nil if the logs do not have it; the first time, a warning is written.
  mutating func value(in logs: [String: Double]) -> Double? {
    if let value = logs[name] { return value }
    if !hasWarned {
      hasWarned = true
      let known = logs.keys.sorted().joined(separator: ", ")
      let text = "Warning: \(owner) watches '\(name)', which this epoch does not have; there are: \(known)\n"
      FileHandle.standardError.write(Data(text.utf8))
    }
    return nil
  }

  /// Whether a value is better than another; than nothing it always is.
  func isImprovement(_ value: Double, over reference: Double?) -> Bool {
    guard let reference else { return true }
    return isLowerBetter == true ? value + minDelta < reference : value - minDelta > reference
  }
}
