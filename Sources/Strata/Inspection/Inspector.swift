import Foundation

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
/// In a run that goes on from a checkpoint, the records and warnings go on too.
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
  public var records: [InspectionRecord] { progress.records }
  /// What goes wrong: the first warning of each kind for each layer.
  public var warnings: [TrainingWarning] { progress.warnings }

  /// All that a run that is resumed goes on with.
  private struct Progress: Codable {
    var records: [InspectionRecord] = []
    var warnings: [TrainingWarning] = []
    var stretch: Stretch?
    var epoch = 0
    var lastStep = 0
    var stepCount = 0
  }
  private var progress = Progress()

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

  public override var state: CallbackState {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return ["progress": (try? encoder.encode(progress)).map { String(decoding: $0, as: UTF8.self) }]
  }

  /// Throws `StrataError.invalidData` if the state is not an inspector's.
  public override func restore(_ state: CallbackState) throws {
    let text: String = try state.value("progress")
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      progress = try decoder.decode(Progress.self, from: Data(text.utf8))
    } catch {
      throw StrataError.invalidData("the state that was saved is not one of an Inspector: \(error)")
    }
  }

  public override func onTrainBegin() throws { progress = Progress() }

  public override func onEpochBegin(_ epoch: Int) throws {
    progress.epoch = epoch
    progress.stretch?.forgetActiveUnits()
  }

  /// Takes the measurements of a step, before `onTrainBatchEnd`.
  func take(_ measurements: [Tensor], of layers: [MeasuredLayer], step: Int) {
    let numbers = measurements[0].scalars(as: Double.self)
    let trouble = NumericTrouble(numbers, layers)
    // What led to the trouble shows in the steps before it.
    if trouble != nil { warnAboutStretch(isEpochEnd: false) }
    if progress.stretch == nil { progress.stretch = Stretch(layers) }
    progress.stretch?.add(
      numbers, active: measurements.dropFirst().map { $0.scalars(as: Bool.self) }, of: layers)
    progress.lastStep = step
    progress.stepCount += 1
    if let trouble {
      warn([
        TrainingWarning(
          kind: .notFinite, layer: trouble.layer, epoch: progress.epoch, step: step, message: trouble.message)
      ])
      if stopsAtNaN { model?.stopTraining = true }
    }
    if case .batches(let count) = frequency, progress.stepCount % count == 0 { addRecord(isEpochEnd: false) }
  }

  public override func onEpochEnd(_ epoch: Int, logs: inout [String: Double]) throws {
    if case .epoch = frequency {
      addRecord(isEpochEnd: true)
    } else {
      warnAboutStretch(isEpochEnd: true)
    }
  }

  /// The steps since the last record, nil if no step was ever taken.
  private var recordOfStretch: InspectionRecord? {
    progress.stretch?.record(epoch: progress.epoch, step: progress.lastStep)
  }

  private func addRecord(isEpochEnd: Bool) {
    guard let record = recordOfStretch, progress.stretch?.stepCount != 0 else { return }
    progress.records.append(record)
    warn(limits.warnings(about: record, isEpochEnd: isEpochEnd))
    progress.stretch?.beginAnew()
  }

  private func warnAboutStretch(isEpochEnd: Bool) {
    if let record = recordOfStretch { warn(limits.warnings(about: record, isEpochEnd: isEpochEnd)) }
  }

  private func warn(_ found: [TrainingWarning]) {
    let new = found.filter { warning in
      !warnings.contains { $0.kind == warning.kind && $0.layer == warning.layer }
    }
    progress.warnings += new
    guard isVerbose else { return }
    for (position, warning) in new.enumerated()
    where !new[..<position].contains(where: { $0.kind == warning.kind }) {
      let others = new[(position + 1)...].filter { $0.kind == warning.kind }.compactMap(\.layer)
      Terminal.write("\nWarning, \(warning)\(Self.mention(of: others))\n")
    }
  }

  /// A sentence about other layers with the same trouble, instead of a warning for each.
  static func mention(of layers: [String]) -> String {
    guard !layers.isEmpty else { return "" }
    let names = layers.prefix(3).map { "'\($0)'" } + (layers.count > 3 ? ["…"] : [])
    let count = layers.count == 1 ? "another layer" : "\(layers.count) other layers"
    return ". So it is in \(count): \(names.joined(separator: ", "))"
  }
}
