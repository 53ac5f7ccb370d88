/// Units to drop in all steps of a sequence: those of a dropout cell of Keras, which draws a new choice for each
/// batch.
struct SequenceDropout {
  /// One factor for each element of the input and each gate, or one for all gates; none if nothing is dropped.
  let input: [Tensor]
  /// The same for the state.
  let state: [Tensor]

  /// - Parameters:
  ///   - maskCount: how many choices are drawn for the input, and for the state, if any of it is dropped.
  init(of cell: StandardRNNCell, inputShape: [Int], maskCount: Int, training: Bool) {
    func draw(_ rate: Double, _ shape: [Int]) -> [Tensor] {
      guard rate > 0 else { return [] }
      // Keras draws in inference too, without using it, which moves the random stream on.
      let keys = (0..<maskCount).map { _ in cell.seedGenerator.next() }
      guard training else { return [] }
      let dtype = cell.computeDType
      if rate == 1 { return keys.map { _ in .zeros(shape, dtype: dtype) } }
      return keys.map { key in
        Tensor.bernoulli(shape, probability: 1 - rate, seed: key).converted(to: dtype) / (1 - rate)
      }
    }
    input = draw(cell.dropout, inputShape)
    state = draw(cell.recurrentDropout, [inputShape[0], cell.units])
  }
}

extension Tensor {
  /// The tensor without what a dropout mask drops; nil drops nothing.
  func dropped(by mask: Tensor?) -> Tensor { mask.map { self * $0 } ?? self }
}
