import StrataGraph

/// How much a step has to do.
struct StepWork {
  /// The additions and multiplications of a dot or a convolution; 0 for other steps.
  var operationCount = 0
  /// The bytes of the operands that it reads and the results that it writes, each counted once.
  var byteCount = 0
}

extension Plan {
  /// The work of the step that computes a unit.
  /// - Parameter stored: the results that the step writes.
  func work(of unit: Int, stored: [Value]) -> StepWork {
    let read = Set(externalReads(of: unit)).reduce(0) { $0 + byteCount(of: $1) }
    return StepWork(
      operationCount: operationCount(of: units[unit].gradient ?? units[unit].nodes[0]),
      byteCount: stored.reduce(read) { $0 + self[$1].byteCount })
  }

  /// The bytes of memory that a view looks at.
  func byteCount(of view: View) -> Int {
    view.root == nil ? 0 : view.distinctCount * dtype(of: view).byteCount
  }

  /// Twice the multiplications of a dot or a convolution, or of a convolution's gradient.
  private func operationCount(of node: Int) -> Int {
    if case .dot(let axes) = nodes[node].operation {
      let left = self[nodes[node].operands[0]].shape
      return 2 * nodes[node].types[0].count * axes.leftContracting.reduce(1) { $0 * left[$1] }
    }
    guard let shape = convolutionShape(node), let filters = shape.kernel.last, filters > 0 else { return 0 }
    return 2 * shape.output.reduce(1, *) * shape.kernel.reduce(1, *) / filters
  }
}

extension View {
  /// How many elements of memory it looks at, those that it repeats once.
  fileprivate var distinctCount: Int {
    zip(shape, strides).reduce(1) { $1.1 == 0 ? $0 : $0 * $1.0 }
  }
}
