/// A program that runs once for each index of its sequences' leading axis and hands values on from step to step:
/// a recurrence over time.
///
/// The node's operands are the carries that the first step starts from, then the sequences, each
/// `[length, …]`, then constants, which every step sees whole. Its results are the carries after the last step,
/// then, stacked along a new leading axis, what each step gives besides.
public struct Scan: Hashable, Sendable {
  /// One step. Inputs: the carries, a slice of each sequence (without the leading axis), the constants. Outputs:
  /// the carries for the next step, with their types unchanged, then what is stacked.
  public let body: Graph
  /// How many steps there are.
  public let length: Int
  public let carryCount: Int
  public let sequenceCount: Int
  /// Whether the steps go from the last index to the first; each result stays at the index of its step.
  public let isReversed: Bool

  public init(body: Graph, length: Int, carryCount: Int, sequenceCount: Int, isReversed: Bool = false) {
    self.body = body
    self.length = length
    self.carryCount = carryCount
    self.sequenceCount = sequenceCount
    self.isReversed = isReversed
  }

  /// The positions of the sequences among the operands and the body's inputs.
  public var sequences: Range<Int> { carryCount..<carryCount + sequenceCount }
  /// The positions of the constants among the operands and the body's inputs.
  public var constants: Range<Int> { carryCount + sequenceCount..<body.inputs.count }

  /// The same recurrence with another body.
  func with(body: Graph) -> Scan {
    Scan(
      body: body, length: length, carryCount: carryCount, sequenceCount: sequenceCount, isReversed: isReversed
    )
  }
}

extension Inference {
  func scan(_ scan: Scan) throws(ShapeError) -> [TensorType] {
    let body = scan.body
    try expect(body.inputs.count)
    try require(scan.length >= 0, "the length \(scan.length) is negative")
    try require(
      scan.carryCount + scan.sequenceCount <= body.inputs.count && scan.carryCount <= body.outputs.count,
      "the step has \(body.inputs.count) inputs and \(body.outputs.count) outputs, too few")
    for (position, input) in body.inputs.enumerated() {
      let isSequence = scan.sequences.contains(position)
      let expected = isSequence ? body[input].stacked(scan.length) : body[input]
      try require(
        operands[position] == expected, "operand \(position) must be \(expected), not \(operands[position])")
    }
    for carry in 0..<scan.carryCount {
      let (before, after) = (body[body.inputs[carry]], body[body.outputs[carry]])
      try require(before == after, "carry \(carry) is \(before) before a step and \(after) after it")
    }
    return body.outputs.enumerated().map { position, output in
      position < scan.carryCount ? body[output] : body[output].stacked(scan.length)
    }
  }
}

extension TensorType {
  /// The type of `length` values of this type along a new leading axis.
  func stacked(_ length: Int) -> TensorType { with([length] + shape) }
}
