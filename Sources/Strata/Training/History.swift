/// The losses and metrics of a training run, epoch by epoch.
public struct History: Sendable {
  /// The numbers of the epochs, from 0.
  public internal(set) var epochs: [Int] = []
  /// The values by name: `loss`, the metrics, and the same with `val_` in front for the validation data. With several
  /// outputs also the loss of each, as `price_loss`, and metrics as `price_mae`. A value that was not computed in
  /// every epoch has fewer entries.
  public internal(set) var values: [String: [Double]] = [:]
  /// The seconds that each epoch took, validation and callbacks included.
  public internal(set) var epochSeconds: [Double] = []

  /// The values with the given name, such as `history["val_accuracy"]`; empty if there are none.
  public subscript(name: String) -> [Double] { values[name, default: []] }

  mutating func append(epoch: Int, logs: [String: Double], seconds: Double) {
    epochs.append(epoch)
    epochSeconds.append(seconds)
    for (name, value) in logs { values[name, default: []].append(value) }
  }
}

/// Logs in the order in which they are shown: by name, with those of the validation data after the others.
func ordered(_ logs: [String: Double]) -> [(name: String, value: Double)] {
  logs.map { (name: $0.key, value: $0.value) }.sorted {
    let (left, right) = ($0.name.hasPrefix("val_"), $1.name.hasPrefix("val_"))
    return left == right ? $0.name < $1.name : right
  }
}
