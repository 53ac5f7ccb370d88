/// What the order of a graph is made of: a call of a layer, or an operation that makes a mask.
class GraphNode {
  /// What it works on, in the order in which Keras lists it.
  var dependencies: [GraphValue] { [] }
}

/// What a node of a graph works on.
enum GraphValue {
  case tensor(SymbolicTensor)
  case mask(MaskNode)

  /// The node that gives it.
  var node: GraphNode {
    switch self {
    case .tensor(let tensor): tensor.call
    case .mask(let mask): mask
    }
  }
}

/// An operation with which Keras computes a mask in a functional model.
///
/// Masks travel with their tensors here, so that nothing runs these. But Keras counts them in the depths that its order
/// of layers follows.
final class MaskNode: GraphNode {
  private let operands: [GraphValue]
  /// The number of axes of what it gives.
  let rank: Int

  init(_ operands: [GraphValue], rank: Int) {
    self.operands = operands
    self.rank = rank
  }

  override var dependencies: [GraphValue] { operands }
}

extension SymbolicTensor {
  /// The operation that gives its mask, nil if it has none.
  var maskNode: MaskNode? { call.outputMasks[outputIndex] }
}

extension Layer {
  /// Whether Keras gives the mask of its input to such a layer as an argument of the call.
  var takesMaskAsArgument: Bool {
    switch self {
    case is BatchNormalization, is Bidirectional, is GlobalAveragePooling1D, is RNN, is Softmax,
      is Sequential,
      is TimeDistributed:
      true
    default: isFunctionalModel
    }
  }

  /// The operations that give the masks of the outputs for some inputs: Keras's `compute_mask`.
  func maskNodes(for inputs: [SymbolicTensor], outputCount: Int) -> [MaskNode?] {
    var masks = [MaskNode?](repeating: nil, count: outputCount)
    guard supportsMasking, !inputs.isEmpty else { return masks }
    switch self {
    case is Embedding: masks[0] = notZero(inputs[0])
    case is Masking: masks[0] = anyFeature(notZero(inputs[0]))
    case is Dot, is GlobalAveragePooling1D: break
    case is Concatenate: masks[0] = maskOfConcatenation(inputs)
    case is MergingLayer: masks[0] = maskOfMerger(inputs)
    case let layer as RNN: masks[0] = layer.returnSequences ? inputs[0].maskNode : nil
    case let layer as Bidirectional:
      guard layer.forwardLayer.returnSequences else { break }
      masks[0] = inputs[0].maskNode
      if layer.mergeMode == .none { masks[1] = inputs[0].maskNode }
    default: masks[0] = inputs[0].maskNode
    }
    return masks
  }

  private func notZero(_ input: SymbolicTensor) -> MaskNode {
    MaskNode([.tensor(input)], rank: input.shape.count)
  }

  private func anyFeature(_ mask: MaskNode) -> MaskNode { MaskNode([.mask(mask)], rank: mask.rank - 1) }

  private func maskOfMerger(_ inputs: [SymbolicTensor]) -> MaskNode? {
    let masks = inputs.compactMap(\.maskNode)
    guard masks.count == inputs.count else { return nil }
    return masks.dropFirst().reduce(masks[0]) { either, mask in
      MaskNode([.mask(either), .mask(mask)], rank: max(either.rank, mask.rank))
    }
  }

  private func maskOfConcatenation(_ inputs: [SymbolicTensor]) -> MaskNode? {
    guard inputs.contains(where: { $0.maskNode != nil }) else { return nil }
    let spread = inputs.map { input in
      let rank = input.shape.count
      guard let mask = input.maskNode else { return MaskNode([.tensor(input)], rank: rank) }
      guard mask.rank < rank else { return mask }
      let expanded = MaskNode([.mask(mask)], rank: mask.rank + 1)
      return MaskNode([.mask(expanded), .mask(MaskNode([.tensor(input)], rank: rank))], rank: rank)
    }
    return anyFeature(MaskNode(spread.map { .mask($0) }, rank: inputs[0].shape.count))
  }
}
