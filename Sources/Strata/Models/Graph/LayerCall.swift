import StrataIO

/// One call of a layer in a functional model. Calls and the symbolic tensors between them are the model's graph.
///
/// A call keeps its layer and the calls that it depends on alive, but a layer not its calls, so that a layer that
/// several models share does not keep those models alive.
final class LayerCall: GraphNode {
  let layer: Layer
  /// What the layer is called on; empty for an `Input`.
  let inputs: [SymbolicTensor]
  /// The states that a recurrent layer starts from, where they are given.
  let initialStates: [SymbolicTensor]
  /// Whether the layer is to take itself for being trained; nil if the call of the model decides.
  let training: Bool?
  /// How many calls of the layer came before this one, whether or not they still exist.
  let index: Int
  let outputTypes: [PartialType]
  /// The operations with which Keras makes the masks of the outputs, nil for outputs without one.
  let outputMasks: [MaskNode?]
  /// Whether files have the inputs as a list.
  var inputsAreList: Bool
  /// Options of the call in the file that it was read from, which have no effect here.
  var keptOptions: JSONObject = [:]

  init(
    _ layer: Layer, inputs: [SymbolicTensor], initialStates: [SymbolicTensor] = [], training: Bool? = nil,
    index: Int, outputTypes: [PartialType]
  ) {
    self.layer = layer
    self.inputs = inputs
    self.initialStates = initialStates
    self.training = training
    self.index = index
    self.outputTypes = outputTypes
    outputMasks = layer.maskNodes(for: inputs, outputCount: outputTypes.count)
    inputsAreList = inputs.count > 1
  }

  /// All that the layer is given, in the order in which it takes them.
  var arguments: [SymbolicTensor] { inputs + initialStates }

  /// With given states, Keras does not pass the mask of the sequence on to the layer.
  override var dependencies: [GraphValue] {
    let masks = layer.takesMaskAsArgument && initialStates.isEmpty ? inputs.compactMap(\.maskNode) : []
    return arguments.map { .tensor($0) } + masks.map { .mask($0) }
  }

  var outputs: [SymbolicTensor] {
    outputTypes.indices.map { SymbolicTensor(call: self, outputIndex: $0) }
  }
}

/// The calls of one layer, which exist as long as something else keeps them alive.
struct SymbolicCallList {
  private struct Reference {
    weak var call: LayerCall?
  }

  private var references: [Reference] = []
  /// How many there have been.
  private(set) var countEver = 0

  /// Those that still exist, the earliest first.
  var all: [LayerCall] { references.compactMap(\.call) }

  mutating func append(_ call: LayerCall) {
    references.removeAll { $0.call == nil }
    references.append(Reference(call: call))
    countEver += 1
  }
}
