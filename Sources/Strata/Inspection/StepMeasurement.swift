import StrataGraph

/// What is measured of a layer in each training step.
struct MeasuredLayer: Codable {
  let path: String
  /// The number of trainable weights.
  let parameterCount: Int
  /// Whether the layer works on floating-point outputs, of which the largest is measured.
  let hasOutput: Bool
  /// The number of units behind a rectifier, nil without one.
  let rectifiedUnitCount: Int?
}

/// Collects measurements while a training step is recorded, so that they become part of its program.
final class StepMeasurement {
  private final class Entry {
    let layer: Layer
    var variables: [Variable] = []
    var largestOutput: Tensor?
    var activeUnits: Tensor?
    init(_ layer: Layer) { self.layer = layer }
  }

  private let model: Model
  private let trace = Trace.current
  private var entries: [Entry] = []

  init(_ model: Model) { self.model = model }

  /// Takes note of a call of a layer.
  func observe(_ layer: Layer, _ outputs: [Tensor]) {
    // Within a step of a recurrence there is no single output.
    guard layer !== model, Trace.current === trace else { return }
    let entry = entries.first { $0.layer === layer } ?? Entry(layer)
    if !entries.contains(where: { $0 === entry }) { entries.append(entry) }
    for output in outputs where output.dtype.isFloatingPoint && output.count > 0 {
      let largest = output.abs().max()
      entry.largestOutput = entry.largestOutput.map { maximum($0, largest) } ?? largest
      guard let axis = layer.rectifiedUnitAxis(rank: output.rank) else { continue }
      let others = (0..<output.rank).filter { $0 != axis }
      let active = (output .> 0).any(axes: others)
      entry.activeUnits = entry.activeUnits.map { $0 .| active } ?? active
    }
  }

  /// The measurements of a step: one vector of `float64`, and for each rectified layer which of its units were active.
  /// - Parameters:
  ///   - before: the variables' values before the update.
  ///   - gradients: the gradient of each variable.
  func results(
    loss: Tensor, inputs: [Tensor], before: [Tensor], gradients: [Tensor], variables: [Variable]
  ) -> (layers: [MeasuredLayer], tensors: [Tensor]) {
    assign(variables)
    var numbers = [loss, largest(inputs.filter(\.dtype.isFloatingPoint))]
    for entry in entries {
      numbers.append(entry.largestOutput ?? Tensor(0.0))
      let positions = entry.variables.map { variable in variables.firstIndex { $0 === variable }! }
      let weights = positions.map { before[$0] }
      let slopes = positions.map { gradients[$0] }
      numbers += [squares(weights), squares(slopes), largest(slopes)]
      numbers.append(squares(positions.map { difference(variables[$0].value, before[$0]) }))
    }
    let vector = Tensor.concatenate(numbers.map { $0.converted(to: .float64).reshaped([1]) }, axis: 0)
    let layers = entries.map { entry in
      MeasuredLayer(
        path: model.relativePath(entry.layer.path),
        parameterCount: entry.variables.reduce(0) { $0 + $1.count },
        hasOutput: entry.largestOutput != nil,
        rectifiedUnitCount: entry.activeUnits?.count)
    }
    return (layers, [vector] + entries.compactMap(\.activeUnits))
  }

  /// The numbers of each layer in the vector, after the loss and the largest input.
  static let numbersPerLayer = 5

  /// Gives each variable to the innermost layer that was called and has it: those are done first.
  private func assign(_ variables: [Variable]) {
    var remaining = variables
    for entry in entries {
      let own = entry.layer.trainableWeights
      entry.variables = remaining.filter { variable in own.contains { $0 === variable } }
      remaining.removeAll { variable in entry.variables.contains { $0 === variable } }
    }
  }

  private func squares(_ tensors: [Tensor]) -> Tensor {
    // Squares of large single-precision numbers are out of its range.
    tensors.reduce(Tensor(0.0)) { sum, tensor in
      let numbers = tensor.converted(to: .float64)
      return sum + (numbers * numbers).sum()
    }
  }

  private func largest(_ tensors: [Tensor]) -> Tensor {
    let magnitudes = tensors.filter { $0.count > 0 }.map { $0.abs().max() }
    return magnitudes.dropFirst().reduce(magnitudes.first ?? Tensor(0 as Float)) { maximum($0, $1) }
  }

  private func difference(_ after: Tensor, _ before: Tensor) -> Tensor {
    after.converted(to: .float64) - before.converted(to: .float64)
  }
}

extension Layer {
  /// The axis of the units of a layer whose outputs are rectified, such that a unit can be dead; nil if it has none.
  fileprivate func rectifiedUnitAxis(rank: Int) -> Int? {
    switch self {
    case let layer as Dense where layer.activation.name == ActivationFunction.relu.name: rank - 1
    case let layer as Activation where layer.activation.name == ActivationFunction.relu.name: rank - 1
    case let layer as ReLU where layer.negativeSlope == 0: rank - 1
    case let layer as Convolution where layer.activation.name == ActivationFunction.relu.name:
      layer.dataFormat == .channelsLast ? rank - 1 : 1
    default: nil
    }
  }
}
