import CStrataKernels
import StrataGraph

/// The axis of a dot, `[rows, length] · [length, columns]`, that is cut into as many parts as there are threads.
enum SharedAxis {
  case rows, length, columns
}

extension Plan {
  /// Up to so many bytes a kernel is shared whatever the step does with it; a larger one only where no gradient is
  /// taken with respect to the dot's input. That gradient is a quarter slower for long rows in parts, which takes back
  /// what is won: 1,024 × 1,024, batch 128, 4.3 ms instead of 4.1 for all four steps.
  private static let mostBytes = 1 << 20
  /// Smaller kernels are updated by one thread.
  private static let leastElements = 1 << 14
  /// Parts with fewer rows are not worth a sum over parts.
  private static let leastRows = 32

  /// Has each thread work on the same rows of a kernel in all dots of a training step, which are those that it updates
  /// in the end. Lines of the cache then need not go from one processor to the other and back in each step: for 784 × 128
  /// and a batch of 32, the update takes 25 µs instead of 70.
  ///
  /// The forward dot sums over the rows of the kernel, so its parts are added; the gradient with respect to the kernel
  /// has such rows, and the gradient with respect to the input such columns.
  /// - Parameter donations: for outputs that take over the buffer of an input, which.
  mutating func shareKernels(donations: [Int: Int]) {
    let threads = Int(strata_thread_count())
    guard threads > 1, !donations.isEmpty else { return }
    let dots = plainDots()
    for (output, input) in donations {
      let (kernel, type) = (inputs[input], self[inputs[input]])
      guard type.dtype == .float32, type.rank == 2, type.count >= Self.leastElements,
        type.shape[0] >= Self.leastRows * threads, unitOfNode[outputs[output].node] >= 0
      else { continue }
      let forward = dots.filter { $0.reads(kernel) && !$0.right.isTransposed }
      // An optimizer's state is updated too, and no dot reads it.
      if forward.isEmpty { continue }
      let gradients = Set(externalReads(of: unitOfNode[outputs[output].node]).compactMap(\.root))
      let backward = dots.filter { $0.reads(kernel) && $0.right.isTransposed }
      let update = dots.filter { gradients.contains($0.result) && $0.resultShape == type.shape }
      guard !update.isEmpty, type.byteCount <= Self.mostBytes || backward.isEmpty else {
        continue
      }
      for dot in forward { sharedAxes[dot.node] = .length }
      for dot in backward { sharedAxes[dot.node] = .columns }
      for dot in update { sharedAxes[dot.node] = .rows }
    }
  }

  /// A dot of two matrices that several threads compute.
  private struct PlainDot {
    let node: Int
    let left: MatrixView
    let right: MatrixView
    let result: Value

    var resultShape: [Int] { [left.rows.size, right.columns.size] }

    /// Whether the right operand is all of a value.
    func reads(_ value: Value) -> Bool {
      right.view.root == value && right.view.offset == 0 && !right.view.strides.contains { $0 <= 0 }
    }
  }

  private func plainDots() -> [PlainDot] {
    units.compactMap { unit in
      guard case .dot(let axes) = nodes[unit.nodes[0]].operation else { return nil }
      let operands = matrices(of: unit.nodes[0], axes)
      guard let left = operands.left, let right = operands.right, left.batch.size == 1,
        left.rows.size * left.columns.size * right.columns.size >= DotPlan.leastSharedWork
      else { return nil }
      return PlainDot(
        node: unit.nodes[0], left: left, right: right, result: Value(node: unit.nodes.last!))
    }
  }
}
