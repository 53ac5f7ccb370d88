/// The weights of one gate of an LSTM or GRU, which has those of all gates side by side.
public struct GateWeights: Sendable {
  /// The part of the kernel of the input, `[in, units]`.
  public let kernel: Tensor
  /// The part of the kernel of the state, `[units, units]`.
  public let recurrentKernel: Tensor
  /// The part of the bias, `[units]`, nil without a bias. In a GRU with `resetAfter`, that of the input.
  public let bias: Tensor?
  /// The part of the bias of the state, `[units]`, in a GRU with `resetAfter`; nil in others.
  public let recurrentBias: Tensor?
}

extension LSTMCell {
  /// The gates of an LSTM, in the order of its weights.
  public enum Gate: Int, Sendable, CaseIterable {
    /// How much of the new content is taken in.
    case input
    /// How much of the memory is kept.
    case forget
    /// The new content.
    case cell
    /// How much of the memory is shown.
    case output
  }

  /// The weights of one gate.
  /// - Throws: `StrataError.notBuilt` before the layer is built.
  public func gate(_ gate: Gate) throws -> GateWeights { try gateWeights(at: gate.rawValue) }

  /// Gives weights of one gate other values; those that are nil stay.
  /// - Throws: `StrataError.notBuilt` before the layer is built, `.weightShape` if a value has another shape than
  ///   `gate(_:)` gives, `.invalidArgument` for a bias that the layer does not have. Then nothing has changed.
  public func setGate(
    _ gate: Gate, kernel: Tensor? = nil, recurrentKernel: Tensor? = nil, bias: Tensor? = nil
  ) throws {
    try setGateWeights(at: gate.rawValue, kernel, recurrentKernel, bias, nil)
  }
}

extension GRUCell {
  /// The gates of a GRU, in the order of its weights.
  public enum Gate: Int, Sendable, CaseIterable {
    /// How much of the state is kept.
    case update
    /// How much of the state goes into the candidate.
    case reset
    /// The new content.
    case candidate
  }

  /// The weights of one gate.
  /// - Throws: `StrataError.notBuilt` before the layer is built.
  public func gate(_ gate: Gate) throws -> GateWeights { try gateWeights(at: gate.rawValue) }

  /// Gives weights of one gate other values; those that are nil stay.
  /// - Throws: `StrataError.notBuilt` before the layer is built, `.weightShape` if a value has another shape than
  ///   `gate(_:)` gives, `.invalidArgument` for a bias that the layer does not have. Then nothing has changed.
  public func setGate(
    _ gate: Gate, kernel: Tensor? = nil, recurrentKernel: Tensor? = nil, bias: Tensor? = nil,
    recurrentBias: Tensor? = nil
  ) throws {
    try setGateWeights(at: gate.rawValue, kernel, recurrentKernel, bias, recurrentBias)
  }
}

extension StandardRNNCell {
  /// Whether the bias has a row for the input and one for the state.
  private var hasTwoBiases: Bool { biasShape.count == 2 }

  fileprivate func gateWeights(at gate: Int) throws -> GateWeights {
    let columns = gate * units..<(gate + 1) * units
    let biases = useBias ? try bias.value[.ellipsis, columns] : nil
    return GateWeights(
      kernel: try kernel.value[.all, columns], recurrentKernel: try recurrentKernel.value[.all, columns],
      bias: hasTwoBiases ? biases?[0] : biases, recurrentBias: hasTwoBiases ? biases?[1] : nil)
  }

  fileprivate func setGateWeights(
    at gate: Int, _ kernel: Tensor?, _ recurrentKernel: Tensor?, _ bias: Tensor?, _ recurrentBias: Tensor?
  ) throws {
    let old = try gateWeights(at: gate)
    var changes: [(weight: Variable, row: Int?, value: Tensor)] = []
    func change(
      _ weight: @autoclosure () throws -> Variable, row: Int? = nil, from old: Tensor?, to new: Tensor?
    )
      throws
    {
      guard let new else { return }
      guard let old else {
        throw StrataError.invalidArgument(
          owner: name, argument: row == 1 ? "recurrentBias" : "bias", expected: "nil, because there is none",
          found: "a tensor of shape \(new.shape)")
      }
      let weight = try weight()
      guard new.shape == old.shape else {
        throw StrataError.weightShape(
          weight: "\(weight.path) of one gate", expected: old.shape, found: new.shape)
      }
      changes.append((weight, row, new))
    }
    try change(self.kernel, from: old.kernel, to: kernel)
    try change(self.recurrentKernel, from: old.recurrentKernel, to: recurrentKernel)
    try change(self.bias, row: hasTwoBiases ? 0 : nil, from: old.bias, to: bias)
    try change(self.bias, row: 1, from: old.recurrentBias, to: recurrentBias)
    let columns = gate * units..<(gate + 1) * units
    for (weight, row, value) in changes {
      var whole = weight.value
      if let row { whole[row, columns] = value } else { whole[.ellipsis, columns] = value }
      weight.value = whole
    }
  }
}
