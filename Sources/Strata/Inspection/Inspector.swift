import StrataGraph

/// A callback that watches what happens inside a network while it trains: the norms of each layer's weights, gradients
/// and updates, dead units, and where a NaN comes from.
///
/// ```swift
/// let inspector = Inspector()
/// try model.fit(x, y, epochs: 5, callbacks: [inspector])
/// print(inspector.records.last!)  // a table with a line for each layer
/// ```
///
/// What is measured becomes part of the training program and does not change what it computes. It costs time in each
/// step, because NaN and infinities are looked for in all of them.
///
/// A layer is measured if it is called outside of the steps of a recurrence; a recurrent layer is measured as a whole.
public final class Inspector: Callback {
  /// How often a record is made.
  public let frequency: SaveFrequency
  /// From where on there are warnings.
  public let limits: InspectionLimits
  /// Whether training ends when a number is NaN or infinite.
  public let stopsAtNaN: Bool
  /// Whether warnings are printed when they first come up.
  public let isVerbose: Bool
  /// What was seen, one record after each stretch of steps.
  public private(set) var records: [InspectionRecord] = []
  /// What goes wrong: the first warning of each kind for each layer.
  public private(set) var warnings: [TrainingWarning] = []

  private var stretch: Stretch?
  private var epoch = 0
  private var stepCount = 0

  /// A callback that makes a record after each epoch, or after so many steps.
  public init(
    every frequency: SaveFrequency = .epoch, limits: InspectionLimits = InspectionLimits(),
    stopsAtNaN: Bool = true, verbose: Bool = true
  ) {
    frequency.requirePositive(owner: "Inspector")
    self.frequency = frequency
    self.limits = limits
    self.stopsAtNaN = stopsAtNaN
    isVerbose = verbose
  }

  public override func onTrainBegin() throws {
    (records, warnings, stretch, stepCount) = ([], [], nil, 0)
  }

  public override func onEpochBegin(_ epoch: Int) throws {
    self.epoch = epoch
    stretch?.forgetActiveUnits()
  }

  /// Takes the measurements of a step, before `onTrainBatchEnd`.
  func take(_ measurements: [Tensor], of layers: [MeasuredLayer], step: Int) {
    let numbers = measurements[0].scalars(as: Double.self)
    let trouble = NumericTrouble(numbers, layers)
    // What led to the trouble shows in the steps before it.
    if trouble != nil, let stretch, stretch.stepCount > 0 {
      warn(limits.warnings(about: stretch.record(epoch: epoch, step: lastStep), isEpochEnd: false))
    }
    var stretch = self.stretch ?? Stretch(layers)
    stretch.add(numbers, active: measurements.dropFirst().map { $0.scalars(as: Bool.self) })
    stepCount += 1
    if let trouble {
      warn([
        TrainingWarning(
          kind: .notFinite, layer: trouble.layer, epoch: epoch, step: step, message: trouble.message)
      ])
      if stopsAtNaN { model?.stopTraining = true }
    }
    self.stretch = stretch
    if case .batches(let count) = frequency, stepCount % count == 0 { addRecord(step, isEpochEnd: false) }
    lastStep = step
  }

  private var lastStep = 0

  public override func onEpochEnd(_ epoch: Int, logs: inout [String: Double]) throws {
    if case .epoch = frequency {
      addRecord(lastStep, isEpochEnd: true)
    } else if let stretch {
      warn(limits.warnings(about: stretch.record(epoch: epoch, step: lastStep), isEpochEnd: true))
    }
  }

  private func addRecord(_ step: Int, isEpochEnd: Bool) {
    guard var stretch, stretch.stepCount > 0 else { return }
    let record = stretch.record(epoch: epoch, step: step)
    records.append(record)
    warn(limits.warnings(about: record, isEpochEnd: isEpochEnd))
    stretch.beginAnew()
    self.stretch = stretch
  }

  private func warn(_ found: [TrainingWarning]) {
    for warning in found
    where !warnings.contains(where: { $0.kind == warning.kind && $0.layer == warning.layer }) {
      warnings.append(warning)
      if isVerbose { Terminal.write("\nWarning, \(warning)\n") }
    }
  }
}
