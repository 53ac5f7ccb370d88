import StrataIO
import Testing

@testable import Strata

extension KerasConfig {
  /// The layer at `key` of this one's configuration.
  private func nested(_ key: String) throws -> KerasConfig { try KerasConfig(config[key]) }

  private func function(_ key: String) throws -> ActivationFunction { try activation(named: string(key)) }

  /// The recurrent layer, the layer that wraps another one, or the layer that makes masks.
  func recurrentLayer() throws -> Layer {
    switch className {
    case "TimeDistributed": TimeDistributed(try nested("layer").layer(), name: try string("name"))
    case "Bidirectional": try bidirectional()
    case "Masking": Masking(maskValue: try double("mask_value"), name: try string("name"))
    case "Embedding":
      Embedding(
        try integer("input_dim"), try integer("output_dim"), maskZero: try bool("mask_zero"),
        name: try string("name"))
    default: try rnn()
    }
  }

  private func bidirectional() throws -> Bidirectional {
    let modes: [String: Bidirectional.MergeMode] = ["concat": .concat, "sum": .sum, "mul": .mul, "ave": .ave]
    let backward = try nested("backward_layer")
    return Bidirectional(
      try nested("layer").rnn(), mergeMode: try #require(modes[string("merge_mode")]),
      backwardLayer: try backward.rnn(), name: try string("name"))
  }

  private func rnn() throws -> RNN {
    let name = try string("name")
    let (returnSequences, goBackwards) = (try bool("return_sequences"), try bool("go_backwards"))
    let (stateful, zeroOutput) = (try bool("stateful"), try bool("zero_output_for_mask"))
    switch className {
    case "SimpleRNN":
      return SimpleRNN(
        try integer("units"), activation: try function("activation"), useBias: try bool("use_bias"),
        dropout: try double("dropout"), recurrentDropout: try double("recurrent_dropout"),
        seed: config["seed"]?.integer, returnSequences: returnSequences, goBackwards: goBackwards,
        stateful: stateful, zeroOutputForMask: zeroOutput, name: name)
    case "LSTM":
      return LSTM(
        try integer("units"), activation: try function("activation"),
        recurrentActivation: try function("recurrent_activation"), useBias: try bool("use_bias"),
        unitForgetBias: try bool("unit_forget_bias"), dropout: try double("dropout"),
        recurrentDropout: try double("recurrent_dropout"), seed: config["seed"]?.integer,
        returnSequences: returnSequences, goBackwards: goBackwards, stateful: stateful,
        zeroOutputForMask: zeroOutput, name: name)
    case "GRU":
      return GRU(
        try integer("units"), activation: try function("activation"),
        recurrentActivation: try function("recurrent_activation"), useBias: try bool("use_bias"),
        dropout: try double("dropout"), recurrentDropout: try double("recurrent_dropout"),
        seed: config["seed"]?.integer, returnSequences: returnSequences, goBackwards: goBackwards,
        stateful: stateful, resetAfter: try bool("reset_after"), zeroOutputForMask: zeroOutput, name: name)
    case "RNN":
      return RNN(
        try nested("cell").cell(), returnSequences: returnSequences, goBackwards: goBackwards,
        stateful: stateful, zeroOutputForMask: zeroOutput, name: name)
    default: throw UnknownName(name: className)
    }
  }

  private func cell() throws -> RNNCell {
    switch className {
    case "StackedRNNCells":
      return StackedRNNCells(try #require(config["cells"]?.array).map { try KerasConfig($0).cell() })
    case "SimpleRNNCell": return SimpleRNNCell(try integer("units"))
    case "LSTMCell":
      return LSTMCell(
        try integer("units"), dropout: try double("dropout"),
        recurrentDropout: try double("recurrent_dropout"), seed: config["seed"]?.integer)
    case "GRUCell":
      return GRUCell(
        try integer("units"), dropout: try double("dropout"),
        recurrentDropout: try double("recurrent_dropout"), seed: config["seed"]?.integer)
    default: throw UnknownName(name: className)
    }
  }
}
