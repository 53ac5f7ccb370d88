import StrataGraph

/// A tensor of a functional model before there is any data: what a layer will give when the model is called.
///
/// Calling a layer on an `Input` or on a symbolic tensor gives another one, and `Model(inputs:outputs:)` turns what
/// lies between some of them into a model:
///
/// ```swift
/// let pixels = Input(shape: [28, 28, 1])
/// let maps = try Conv2D(32, kernelSize: 3, activation: .relu)(pixels)
/// let scores = try Dense(10, activation: .softmax)(Flatten()(maps))
/// let model = try Model(inputs: pixels, outputs: scores)
/// ```
///
/// `+`, `-`, `*` and `/` work on symbolic tensors and numbers, as in `try maps + shortcut`. Merging layers such as
/// `Concatenate`, and layers of one's own, do what these cannot.
public struct SymbolicTensor {
  /// The call that computes it.
  let call: LayerCall
  /// Which of the outputs of that call it is.
  let outputIndex: Int

  /// The layer that computes it.
  public var layer: Layer { call.layer }

  /// The shape with the batch axis in front; nil for sizes that may vary.
  public var shape: PartialShape { type.shape }

  /// The element type.
  public var dtype: DType { type.dtype }

  var type: PartialType { call.outputTypes[outputIndex] }
}

extension SymbolicTensor: Hashable {
  /// Whether both are the same output of the same call.
  public static func == (left: SymbolicTensor, right: SymbolicTensor) -> Bool {
    left.call === right.call && left.outputIndex == right.outputIndex
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(call))
    hasher.combine(outputIndex)
  }
}

extension SymbolicTensor: CustomStringConvertible {
  /// As in `<SymbolicTensor (None, 10) from dense>`.
  public var description: String { "<SymbolicTensor \(shape.kerasDescription) from \(layer.name)>" }
}

/// What layers of a functional model can be called on: an `Input`, or a `SymbolicTensor` that a layer gives.
public protocol SymbolicTensorConvertible {
  /// The tensor that stands for it.
  /// - Throws: `StrataError.invalidArgument` if there can be no such tensor, as for an `Input` with a negative size.
  var symbolicTensor: SymbolicTensor { get throws }
}

extension SymbolicTensor: SymbolicTensorConvertible {
  public var symbolicTensor: SymbolicTensor { self }
}

extension Input: SymbolicTensorConvertible {
  public var symbolicTensor: SymbolicTensor {
    get throws {
      if let call = symbolicCalls.all.first { return call.outputs[0] }
      try build(inputShape: batchShape)
      let call = LayerCall(self, inputs: [], index: 0, outputTypes: [PartialType(batchShape, dtype)])
      remember(call)
      return call.outputs[0]
    }
  }
}
