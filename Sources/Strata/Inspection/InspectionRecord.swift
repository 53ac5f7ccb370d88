import Foundation

/// What an `Inspector` saw of a network in a stretch of training steps; `print` shows a table.
public struct InspectionRecord: Sendable, Hashable, Codable {
  /// The epoch of the last step, counted from 0.
  public let epoch: Int
  /// The last step, counted from 0 in its epoch.
  public let step: Int
  /// The loss on the batch of the last step, penalties included.
  public let loss: Double
  /// The layers that were called, in the order in which they were done.
  public let layers: [LayerRecord]
}

/// What an `Inspector` saw of one layer.
///
/// Norms are Euclidean, √Σx², over all trainable weights of the layer together.
public struct LayerRecord: Sendable, Hashable, Codable {
  /// The names of the layers around it within the model, and its own.
  public let layer: String
  /// The number of trainable weights.
  public let parameterCount: Int
  /// The norm of the weights before the last step's update.
  public let weightNorm: Double
  /// The norm of the gradient of the loss with respect to the weights: the root of its mean square over the steps.
  public let gradientNorm: Double
  /// The norm of the change that a step makes to the weights: the root of its mean square over the steps.
  public let updateNorm: Double
  /// The output furthest from 0 in these steps; nil if the layer has no floating-point output.
  public let largestOutput: Double?
  /// The number of units behind a ReLU, nil without one.
  public let rectifiedUnitCount: Int?
  /// How many of these gave 0 for every sample since the epoch began.
  public let deadUnitCount: Int?

  /// The root of the mean square of the gradient's elements, by which layers of different size can be compared.
  public var gradientPerWeight: Double { gradientNorm / Double(max(parameterCount, 1)).squareRoot() }
  /// The size of an update in relation to the weights; about 0.001 is common. Not finite while all weights are 0.
  public var relativeUpdate: Double { updateNorm / weightNorm }
}

extension InspectionRecord: CustomStringConvertible {
  /// A line with epoch, step and loss, and one line for each layer.
  public var description: String {
    let head = [
      "layer", "‖weights‖", "‖gradient‖", "‖update‖", "update/weights", "largest output", "dead units",
    ]
    let rows = layers.map { layer in
      let norms = [layer.weightNorm, layer.gradientNorm, layer.updateNorm].map(Self.digits)
      let relative = layer.weightNorm == 0 ? "–" : Self.digits(layer.relativeUpdate)
      return [layer.layer]
        + (layer.parameterCount > 0 ? norms + [relative] : ["", "", "", ""])
        + [layer.largestOutput.map(Self.digits) ?? "", layer.deadUnits ?? ""]
    }
    return "epoch \(epoch + 1), step \(step + 1), loss \(Self.digits(loss))\n"
      + alignedColumns([head] + rows, textColumns: 1)
  }

  private static func digits(_ value: Double) -> String {
    value.isNaN ? "NaN" : String(format: "%.3g", value)
  }
}

extension LayerRecord {
  fileprivate var deadUnits: String? {
    guard let deadUnitCount, let rectifiedUnitCount else { return nil }
    return "\(deadUnitCount) of \(rectifiedUnitCount)"
  }
}
