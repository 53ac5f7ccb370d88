/// Where the first NaN or infinity of a step comes from.
struct NumericTrouble {
  /// The layer, nil if it comes from the data or the loss.
  let layer: String?
  let message: String

  /// - Returns: nil if all numbers are finite.
  init?(_ numbers: [Double], _ layers: [MeasuredLayer]) {
    let measured = layers.indices.map { LayerNumbers(numbers, layer: $0) }
    let (loss, input) = (numbers[0], numbers[1])
    // In the order in which a step computes: weights, outputs from the first layer to the last, the loss, gradients
    // from the last layer to the first, updates.
    if !input.isFinite {
      self.init(nil, "the input data have \(Self.kind(input)): look at them with isFinite()")
    } else if let index = measured.firstIndex(where: { !$0.weightSquares.isFinite }) {
      self.init(layers[index].path, "layer '\(layers[index].path)' has weights that are NaN or infinite")
    } else if let index = measured.firstIndex(where: { !$0.largestOutput.isFinite }) {
      let largest = measured[..<index].map(\.largestOutput).last ?? input
      self.init(
        layers[index].path,
        """
        \(Self.kind(measured[index].largestOutput)) first comes up in the output of layer '\(layers[index].path)'; \
        its weights are finite, and the output of the layer before is at most \(short(largest))
        """)
    } else if !loss.isFinite {
      self.init(
        nil,
        """
        the loss is \(Self.kind(loss)) although the network's output is finite: look at the truth, and at logarithms \
        and divisions in the loss
        """)
    } else if let index = measured.lastIndex(where: { !$0.largestGradient.isFinite }) {
      self.init(
        layers[index].path,
        """
        \(Self.kind(measured[index].largestGradient)) first comes up in the gradient of layer \
        '\(layers[index].path)', although all outputs are finite
        """)
    } else if let index = measured.firstIndex(where: { !$0.updateSquares.isFinite }) {
      self.init(
        layers[index].path,
        "the update of layer '\(layers[index].path)' is not finite, although its gradient is: a smaller learning rate helps"
      )
    } else {
      return nil
    }
  }

  private init(_ layer: String?, _ message: String) {
    self.layer = layer
    self.message = message
  }

  private static func kind(_ value: Double) -> String { value.isNaN ? "NaN" : "an infinite number" }
}
