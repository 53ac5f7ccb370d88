import Foundation

/// Something that goes wrong in a network while it trains, found by an `Inspector`.
public struct TrainingWarning: Sendable, Hashable, Codable, CustomStringConvertible {
  /// What kinds of trouble are recognized.
  public enum Kind: String, Sendable, Hashable, Codable {
    /// Hardly any gradient reaches a layer, so that it does not learn.
    case vanishingGradient
    /// A gradient is much larger than the weights that it is to change.
    case explodingGradient
    /// A step changes a layer's weights by much of their size.
    case largeUpdate
    /// Many units behind a ReLU are 0 for all samples, so that they do not learn.
    case deadUnits
    /// A number is NaN or infinite.
    case notFinite
  }

  /// What kind of trouble it is.
  public let kind: Kind
  /// The layer where it shows, by its path within the model; nil if it is in none.
  public let layer: String?
  /// The epoch, counted from 0.
  public let epoch: Int
  /// The step, counted from 0 in its epoch.
  public let step: Int
  /// What is wrong and what may help, in one or two sentences.
  public let message: String

  /// When it was found, and the message.
  public var description: String { "epoch \(epoch + 1), step \(step + 1): \(message)" }
}

/// From where on an `Inspector` warns.
public struct InspectionLimits: Sendable, Hashable {
  /// The smallest share that the gradient per weight of a layer may have of that of the layer with the largest.
  public var vanishingGradient = 1e-4
  /// The largest norm of a layer's gradient in relation to that of its weights, or to 1 if they are smaller.
  public var explodingGradient = 100.0
  /// The largest norm of an update in relation to that of the weights.
  public var largeUpdate = 0.5
  /// The largest share of a layer's units that may be dead for a whole epoch.
  public var deadUnits = 0.5

  /// The limits that most networks that learn keep.
  public init() {}
}

extension InspectionLimits {
  /// The warnings about a stretch of steps. `isEpochEnd`: whether units had a whole epoch to become active in.
  func warnings(about record: InspectionRecord, isEpochEnd: Bool) -> [TrainingWarning] {
    let trained = record.layers.filter { $0.parameterCount > 0 }
    func warning(_ kind: TrainingWarning.Kind, _ layer: LayerRecord, _ message: String) -> TrainingWarning {
      TrainingWarning(
        kind: kind, layer: layer.layer, epoch: record.epoch, step: record.step, message: message)
    }
    var found: [TrainingWarning] = []
    // Where all units are dead, that is what is to be said.
    let alive = trained.filter { $0.deadUnitCount == nil || $0.deadUnitCount != $0.rectifiedUnitCount }
    if let weakest = alive.min(by: { $0.gradientPerWeight < $1.gradientPerWeight }),
      let strongest = trained.max(by: { $0.gradientPerWeight < $1.gradientPerWeight }),
      strongest.gradientPerWeight.isFinite, strongest.gradientPerWeight > 0,
      weakest.gradientPerWeight < vanishingGradient * strongest.gradientPerWeight
    {
      found.append(
        warning(
          .vanishingGradient, weakest,
          """
          the gradient vanishes on its way to layer '\(weakest.layer)': per weight it is \
          \(short(weakest.gradientPerWeight)) there and \(short(strongest.gradientPerWeight)) in \
          '\(strongest.layer)'. ReLU activations with .heNormal() kernels, batch normalization or fewer layers help
          """))
    }
    if let largest = trained.max(by: { $0.relativeGradient < $1.relativeGradient }),
      largest.relativeGradient > explodingGradient, largest.gradientNorm.isFinite
    {
      found.append(
        warning(
          .explodingGradient, largest,
          """
          the gradient explodes: in layer '\(largest.layer)' its norm is \(short(largest.gradientNorm)), that of the \
          weights \(short(largest.weightNorm)). Smaller first weights, scaled data or clipping \
          (clipping: .globalNorm(1)) help
          """))
    }
    for layer in trained where layer.weightNorm > 0 && layer.relativeUpdate > largeUpdate {
      guard layer.relativeUpdate.isFinite else { continue }
      found.append(
        warning(
          .largeUpdate, layer,
          """
          a step changes the weights of layer '\(layer.layer)' by \(short(layer.relativeUpdate)) times their norm. \
          A smaller learning rate helps
          """))
    }
    for layer in record.layers where isEpochEnd {
      guard let dead = layer.deadUnitCount, let count = layer.rectifiedUnitCount, count > 0,
        layer.largestOutput?.isFinite == true, Double(dead) > deadUnits * Double(count)
      else { continue }
      found.append(
        warning(
          .deadUnits, layer,
          """
          \(dead) of the \(count) units of layer '\(layer.layer)' gave 0 for every sample of the epoch: they get no \
          gradient and do not learn any more. A smaller learning rate, .heNormal() kernels or .leakyRelu() help
          """))
    }
    return found
  }
}

extension LayerRecord {
  fileprivate var relativeGradient: Double { gradientNorm / max(weightNorm, 1) }
}

/// A number with two significant digits.
func short(_ value: Double) -> String { String(format: "%.2g", value) }
