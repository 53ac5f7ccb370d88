/// The measurements of the steps since the last record.
struct Stretch: Codable {
  private var layers: [MeasuredLayer]
  private(set) var stepCount = 0
  private var last: [Double] = []
  private var gradientSquares: [Double]
  private var updateSquares: [Double]
  private var largestOutputs: [Double]
  /// For each rectified layer, which units were active since the epoch began.
  private var activeUnits: [[Bool]]

  init(_ layers: [MeasuredLayer]) {
    self.layers = layers
    (gradientSquares, updateSquares, largestOutputs) = ([], [], [])
    activeUnits = []
    beginAnew()
    forgetActiveUnits()
  }

  mutating func beginAnew() {
    let zeros = layers.map { _ in 0.0 }
    (stepCount, gradientSquares, updateSquares, largestOutputs) = (0, zeros, zeros, zeros)
  }

  mutating func forgetActiveUnits() {
    activeUnits = layers.compactMap(\.rectifiedUnitCount).map { [Bool](repeating: false, count: $0) }
  }

  /// Adds the measurements of a step.
  /// - Parameter layers: those measured in this step. If they are not those of the steps before, all begins anew; some
  ///   may have been frozen.
  mutating func add(_ numbers: [Double], active: [[Bool]], of layers: [MeasuredLayer]) {
    if layers.map(\.rectifiedUnitCount) != self.layers.map(\.rectifiedUnitCount) { self = Stretch(layers) }
    self.layers = layers
    stepCount += 1
    last = numbers
    for index in layers.indices {
      let measured = LayerNumbers(numbers, layer: index)
      gradientSquares[index] += measured.gradientSquares
      updateSquares[index] += measured.updateSquares
      // A NaN stays: no comparison with it holds.
      if !(measured.largestOutput <= largestOutputs[index]) { largestOutputs[index] = measured.largestOutput }
    }
    for index in activeUnits.indices {
      for unit in activeUnits[index].indices where active[index][unit] { activeUnits[index][unit] = true }
    }
  }

  func record(epoch: Int, step: Int) -> InspectionRecord {
    var active = activeUnits.makeIterator()
    let records = layers.enumerated().map { index, layer in
      let units = layer.rectifiedUnitCount == nil ? nil : active.next()
      return LayerRecord(
        layer: layer.path, parameterCount: layer.parameterCount,
        weightNorm: LayerNumbers(last, layer: index).weightSquares.squareRoot(),
        gradientNorm: (gradientSquares[index] / Double(max(stepCount, 1))).squareRoot(),
        updateNorm: (updateSquares[index] / Double(max(stepCount, 1))).squareRoot(),
        largestOutput: layer.hasOutput ? largestOutputs[index] : nil,
        rectifiedUnitCount: units?.count, deadUnitCount: units?.count { !$0 })
    }
    return InspectionRecord(epoch: epoch, step: step, loss: last.first ?? .nan, layers: records)
  }
}

/// The numbers of one layer in the vector that a step gives.
struct LayerNumbers {
  let largestOutput: Double
  let weightSquares: Double
  let gradientSquares: Double
  let largestGradient: Double
  let updateSquares: Double

  init(_ numbers: [Double], layer: Int) {
    let start = 2 + layer * StepMeasurement.numbersPerLayer
    largestOutput = numbers[start]
    weightSquares = numbers[start + 1]
    gradientSquares = numbers[start + 2]
    largestGradient = numbers[start + 3]
    updateSquares = numbers[start + 4]
  }
}
