extension Graph {
  /// The program with sums of what is scattered taken before it is scattered, where there are fewer elements. The
  /// gradient of a bias in front of a maximum over windows is such a sum.
  func withSumsBeforeScattering() -> Graph {
    nodes.contains { $0.operation.isSelectAndScatter } ? rebuilt(with: [sumBeforeScattering]) : self
  }
}

/// Each element of the source is added to one element of the result, so that along the axes on which windows lie both
/// have the same sum.
private func sumBeforeScattering(
  _ rebuilder: inout Rebuilder, _ operation: Operation, _ operands: [Value]
) -> Value? {
  guard case .reduce(.sum, let axes) = operation,
    case (.selectAndScatter(let window), let scattered) = rebuilder.origin(of: operands[0])
  else { return nil }
  let shape = rebuilder.shape(of: scattered[0])
  guard window.coversElements(of: shape),
    shape.indices.allSatisfy({ axes.contains($0) || window.leavesAlone(axis: $0) })
  else { return nil }
  return rebuilder.add(operation, scattered[1])
}

extension Operation {
  fileprivate var isSelectAndScatter: Bool { if case .selectAndScatter = self { true } else { false } }
}

extension Window {
  /// Whether each element along an axis is a window of its own.
  fileprivate func leavesAlone(axis: Int) -> Bool {
    size[axis] == 1 && strides[axis] == 1 && paddingLow[axis] == 0 && paddingHigh[axis] == 0
  }
}
