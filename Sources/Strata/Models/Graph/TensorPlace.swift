import StrataIO

/// Where a file finds a tensor of a functional model: an output of a call of a layer.
struct TensorPlace: Hashable {
  let layer: String
  let call: Int
  let output: Int

  /// From `["dense", 0, 0]`, which may have more at its end.
  init?(_ value: JSONValue) {
    guard let parts = value.array, parts.count >= 3, let layer = parts[0].string,
      let call = parts[1].integer, let output = parts[2].integer
    else { return nil }
    (self.layer, self.call, self.output) = (layer, call, output)
  }

  /// From an argument of a call.
  init?(argument value: JSONValue) {
    guard value["class_name"]?.string == "__keras_tensor__", let history = value["config"]?["keras_history"]
    else { return nil }
    self.init(history)
  }
}
