/// Computes an elementwise operation before its operands are broadcast, if all are broadcast alike or from
/// scalars: on fewer elements.
func computeBeforeBroadcasting(
  _ rebuilder: inout Rebuilder, _ operation: Operation, _ operands: [Value]
) -> Value? {
  guard operation.isElementwise, let first = operands.first else { return nil }
  let origins = operands.map(rebuilder.origin)
  guard origins.allSatisfy({ $0.operation.isBroadcast }) else { return nil }
  let shape = rebuilder.shape(of: first)
  // The operand with most axes decides; the others must be like it, or scalars.
  let sources = origins.map { $0.operands[0] }
  let model = sources.indices.max { rebuilder.graph[sources[$0]].rank < rebuilder.graph[sources[$1]].rank }!
  let sourceShape = rebuilder.shape(of: sources[model])
  var narrow: [Value] = []
  for (origin, source) in zip(origins, sources) {
    if origin.operation == origins[model].operation && rebuilder.shape(of: source) == sourceShape {
      narrow.append(source)
    } else if rebuilder.shape(of: source).isEmpty {
      narrow.append(rebuilder.add(.broadcast(shape: sourceShape, axes: []), source))
    } else {
      return nil
    }
  }
  guard case .broadcast(_, let axes) = origins[model].operation else { return nil }
  return rebuilder.add(.broadcast(shape: shape, axes: axes), rebuilder.add(operation, narrow))
}

extension Operation {
  fileprivate var isBroadcast: Bool { if case .broadcast = self { true } else { false } }
}
