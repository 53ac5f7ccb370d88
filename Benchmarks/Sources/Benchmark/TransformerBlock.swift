import Strata

/// A block of a transformer: attention, and a dense layer four times as wide, each on the normalized input, to which
/// their outputs are added.
final class TransformerBlock: Layer {
  private let headCount: Int
  private let attentionNormalization = LayerNormalization()
  private let query: Dense
  private let key: Dense
  private let value: Dense
  private let output: Dense
  private let denseNormalization = LayerNormalization()
  private let widening: Dense
  private let narrowing: Dense

  /// - Parameter width: the size of the last axis of the input and the output, a multiple of the number of heads.
  init(width: Int, headCount: Int) {
    self.headCount = headCount
    query = Dense(width)
    key = Dense(width)
    value = Dense(width)
    output = Dense(width)
    widening = Dense(4 * width, activation: .gelu)
    narrowing = Dense(width)
    super.init()
  }

  override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
    let x = try input + attention(attentionNormalization(input))
    return try x + narrowing(widening(denseNormalization(x)))
  }

  private func attention(_ x: Tensor) throws -> Tensor {
    let headSize = x.shape[2] / headCount
    func heads(_ layer: Dense) throws -> Tensor {
      try layer(x).reshaped(x.shape[0], x.shape[1], headCount, headSize).transposed(0, 2, 1, 3)
    }
    let scores = try matmul(heads(query), heads(key).transposed(0, 1, 3, 2)) / Float(headSize).squareRoot()
    let mixed = try matmul(scores.softmax(), heads(value))
    return try output(mixed.transposed(0, 2, 1, 3).reshaped(x.shape))
  }
}
