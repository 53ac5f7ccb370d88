/// A layer that makes one tensor of several.
///
/// Unless a layer says otherwise, the inputs' shapes are broadcast to each other as in NumPy, and inputs with fewer axes
/// get axes of size 1 after the batch axis: `[batch, 8]` goes with `[batch, time, 8]`.
///
/// If all inputs have masks, what counts in one of them counts in the output.
public class MergingLayer: Layer {
  /// Merges inputs with the same number of axes.
  func merge(_ inputs: [Tensor]) throws -> Tensor {
    stop("\(Self.self) does not override merge(_:)")
  }

  /// Throws unless the inputs can be merged.
  func requireMergeable(_ shapes: [PartialShape]) throws {
    guard canBroadcast(shapes) else {
      throw mismatch("inputs whose shapes can be broadcast to each other", shapes)
    }
  }

  /// The error for inputs that do not go together.
  func mismatch(_ expected: String, _ shapes: [PartialShape]) -> StrataError {
    .incompatibleInput(
      layer: name, expected: expected,
      found: shapes.isEmpty ? "none" : shapes.map(\.kerasDescription).joined(separator: " and "))
  }

  /// Only an axis of size 1 is repeated, and never that of the samples.
  private func canBroadcast(_ shapes: [PartialShape]) -> Bool {
    let rank = shapes.map(\.count).max()!
    let padded = shapes.map { $0.padded(toRank: rank) }
    return (0..<rank).allSatisfy { axis in
      Set(padded.compactMap { $0[axis] }.filter { axis == 0 || $0 != 1 }).count <= 1
    }
  }

  // MARK: Layer

  public override var arguments: Arguments? { [:] }

  public override var takesIntegers: Bool { true }

  public override var supportsMasking: Bool { true }

  public override func treatsSamplesAlone(training: Bool) -> Bool { true }

  public override func validate(inputShapes: [PartialShape]) throws {
    guard !inputShapes.isEmpty, inputShapes.allSatisfy({ !$0.isEmpty }) else {
      throw mismatch("at least one input with a batch axis", inputShapes)
    }
    try requireMergeable(inputShapes)
  }

  public override func createWeights(inputShapes: [PartialShape]) throws {}

  public override func call(_ inputs: [Tensor], context: CallContext) throws -> [Tensor] {
    let rank = inputs.map(\.rank).max()!
    return [try merge(inputs.map { $0.padded(toRank: rank) })]
  }

  public override func computeMasks(_ inputs: [Tensor], masks: [Tensor?]) throws -> [Tensor?] {
    let masks = masks.compactMap { $0 }
    guard masks.count == inputs.count else { return [nil] }
    return [masks.dropFirst().reduce(masks[0]) { $0 .| $1 }]
  }
}

extension PartialShape {
  fileprivate func padded(toRank rank: Int) -> PartialShape {
    [self[0]] + PartialShape(repeating: 1, count: rank - count) + dropFirst()
  }
}

extension Tensor {
  /// With axes of size 1 after the batch axis, and the mask if none are needed.
  fileprivate func padded(toRank rank: Int) -> Tensor {
    guard self.rank < rank else { return self }
    return reshaped([shape[0]] + [Int](repeating: 1, count: rank - self.rank) + shape.dropFirst())
  }

  /// The mask with an axis for the features, repeated to the tensor's shape.
  var maskOfElements: Tensor? {
    guard let mask else { return nil }
    let spread = mask.shape + [Int](repeating: 1, count: rank - mask.rank)
    return mask.converted(to: .bool).reshaped(spread).broadcast(to: shape)
  }
}
