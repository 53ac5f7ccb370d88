import StrataGraph

extension Layer {
  /// Moves all weights a little towards those of another layer or model:
  /// `weight = tau · source's weight + (1 − tau) · weight`.
  ///
  /// Reinforcement learners keep a target network behind the one that they train in this way (Lillicrap et al.,
  /// 2015). The weights are paired in the order of `weights`, as by `setWeights(source.getWeights())`; one that both
  /// share stays as it is. The first call compiles a program; the following ones run it, in place and without
  /// allocating memory, whatever `tau` is. In a recording, such as a step of one's own under `compiled`, the update
  /// becomes part of that.
  /// - Parameters:
  ///   - source: a layer or model with weights of the same types in the same order.
  ///   - tau: from 0, which changes nothing, to 1, which copies.
  /// - Throws: `StrataError.notBuilt`, `.weightCount`, `.weightShape` or `.invalidArgument`, which name the first
  ///   weight that does not fit; then nothing has changed.
  public func softUpdate(from source: Layer, tau: Double) throws {
    guard 0...1 ~= tau else {
      throw StrataError.invalidArgument(
        owner: name, argument: "tau", expected: "from 0 to 1", found: "\(tau)")
    }
    let update = try softUpdate(from: source)
    if Trace.current != nil {
      update.record(Tensor(tau), Tensor(1 - tau))
    } else if tau == 1 {
      update.copy()
    } else if tau > 0 {
      try update.run(tau: tau)
    }
  }

  /// The update from `source`, checked; that of the last call, if both still have the same weights.
  private func softUpdate(from source: Layer) throws -> SoftUpdate {
    if let known = recordedSoftUpdate, known.isBetween(self, source) { return known }
    let update = try SoftUpdate(of: self, from: source)
    recordedSoftUpdate = update
    return update
  }
}

/// The pairs of weights of a soft update, and its program.
final class SoftUpdate {
  /// All weights of the layers that the update is between, shared ones as often as they occur.
  private let targets: [Variable]
  private let sources: [Variable]
  private let pairs: [(target: Variable, source: Variable)]
  private var program: Program?
  private let tau = HostBuffer([0.0], shape: [])
  /// `1 - tau`.
  private let rest = HostBuffer([0.0], shape: [])
  private let factors: [Buffer]

  init(of target: Layer, from source: Layer) throws {
    for layer in [target, source] where !layer.isBuilt {
      throw StrataError.notBuilt(owner: layer.name, wanted: "weights")
    }
    let (weights, others) = (target.weights, source.weights)
    guard weights.count == others.count else {
      throw StrataError.weightCount(owner: target.name, expected: weights.count, found: others.count)
    }
    for (weight, other) in zip(weights, others) {
      guard weight.shape == other.shape else {
        throw StrataError.weightShape(weight: weight.path, expected: weight.shape, found: other.shape)
      }
      guard weight.dtype == other.dtype, weight.dtype.isFloatingPoint else {
        throw StrataError.invalidArgument(
          owner: weight.path, argument: "the element type of the weight to update it from",
          expected: weight.dtype.isFloatingPoint ? "\(weight.dtype)" : "floating point",
          found: "\(other.dtype)")
      }
    }
    factors = [tau, rest]
    targets = target.allWeights
    sources = source.allWeights
    pairs = zip(weights, others).filter { $0 !== $1 }.map { ($0, $1) }
  }

  /// Whether the layers have the weights that this update was made for. Looks without making lists, because it
  /// happens on every call.
  func isBetween(_ target: Layer, _ source: Layer) -> Bool { target.has(targets) && source.has(sources) }

  /// Adds the update to the current recording.
  func record(_ tau: Tensor, _ rest: Tensor) {
    for (target, source) in pairs {
      let new = source.value * tau.converted(to: target.dtype)
      target.value = new + target.value * rest.converted(to: target.dtype)
    }
  }

  func copy() { for (target, source) in pairs { target.value = source.value } }

  func run(tau fraction: Double) throws {
    let program = try compiledProgram()
    tau.pointer.storeBytes(of: fraction, as: Double.self)
    rest.pointer.storeBytes(of: 1 - fraction, as: Double.self)
    for factor in factors { factor.noteChange() }
    try program.run(factors, results: [])
  }

  /// The program for the current device.
  private func compiledProgram() throws -> Program {
    if let program, program.device == .current { return program }
    let trace = Trace()
    let arguments = factors.map { trace.argument($0.type) }
    trace.record { record(arguments[0], arguments[1]) }
    let program = try Program(trace, results: [])
    self.program = program
    return program
  }
}

extension Layer {
  /// The weights of this layer and those within it as they come, shared ones as often as they occur.
  fileprivate var allWeights: [Variable] { ownWeights + sublayers.flatMap(\.allWeights) }

  /// Whether `allWeights` are exactly these.
  fileprivate func has(_ weights: [Variable]) -> Bool {
    var position = 0
    return begins(weights, at: &position) && position == weights.count
  }

  private func begins(_ weights: [Variable], at position: inout Int) -> Bool {
    for weight in ownWeights {
      guard position < weights.count, weights[position] === weight else { return false }
      position += 1
    }
    for layer in sublayers where !layer.begins(weights, at: &position) { return false }
    return true
  }
}
