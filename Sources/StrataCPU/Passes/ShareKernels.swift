import CStrataKernels
import StrataGraph

extension Plan {
  /// Up to so many bytes the library computes the parts. Larger kernels are our own tiles', or else are shared only where
  /// no gradient is taken with respect to the dot's input: the library is a quarter slower at that gradient for long rows
  /// in parts, which takes back what is won.
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
    for (output, input) in donations.sorted(by: { $0.key < $1.key }) {
      let (kernel, type) = (inputs[input], self[inputs[input]])
      guard type.dtype == .float32, type.rank == 2, type.count >= Self.leastElements,
        type.shape[0] >= Self.leastRows * threads, unitOfNode[outputs[output].node] >= 0
      else { continue }
      let forward = dots.filter { $0.reads(kernel) && !$0.right.isTransposed }.map { $0.shared(.length) }
      // An optimizer's state is updated too, and no dot reads it.
      if forward.isEmpty { continue }
      let gradients = Set(externalReads(of: unitOfNode[outputs[output].node]).compactMap(\.root))
      let backward = dots.filter { $0.reads(kernel) && $0.right.isTransposed }.map { $0.shared(.columns) }
      let update = dots.filter { gradients.contains($0.result) && $0.resultShape == type.shape }
        .map { $0.shared(.rows) }
      let all = forward + backward + update
      let usesTiles = type.byteCount > Self.mostBytes && all.allSatisfy(\.suitsTiles)
      guard !update.isEmpty, type.byteCount <= Self.mostBytes || backward.isEmpty || usesTiles,
        all.allSatisfy({ sharedAxes[$0.node] == nil })
      else { continue }
      for dot in all { sharedAxes[dot.node] = dot.axis }
      if usesTiles { tiledDots.formUnion(all.map(\.node)) }
    }
  }

  /// The dots of two matrices that several threads compute.
  private func plainDots() -> [SharedDot] {
    units.compactMap { unit in
      guard let dot = sharedDot(unit.nodes[0], .rows),
        dot.resultCount * dot.left.columns.size >= DotPlan.leastSharedWork
      else { return nil }
      return dot
    }
  }
}

extension SharedDot {
  fileprivate var resultShape: [Int] { [left.rows.size, columns] }

  /// Whether the right operand is all of a value.
  fileprivate func reads(_ value: Value) -> Bool {
    right.view.root == value && right.view.offset == 0 && !right.view.strides.contains { $0 <= 0 }
  }

  fileprivate func shared(_ axis: SharedAxis) -> SharedDot {
    var dot = self
    dot.axis = axis
    return dot
  }
}
