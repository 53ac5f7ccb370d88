import CStrataKernels
import StrataGraph

/// The maximum over windows behind a convolution, computed for one part of the batch after the other while what the
/// convolution gave is in the cache.
struct FusedPooling {
  let node: Int
  let hasRelu: Bool
  /// Into how many equal parts the batch is divided.
  let partCount: Int
}

extension Plan {
  /// Joins convolutions that give more than the caches hold with the maxima over windows that alone read what they
  /// give, which then need not lie in memory as a whole.
  ///
  /// The maximum depends on nothing but the convolution, so this never makes a cycle.
  mutating func fusePoolings() {
    let readers = readersOfMemory()
    for unit in units.indices where !units[unit].nodes.isEmpty {
      guard case .convolution(let geometry) = nodes[units[unit].nodes[0]].operation,
        usesLibrary(units[unit].nodes[0], geometry),
        let pool = onlyPooling(of: units[unit].nodes.last!, readers)
      else { continue }
      let partCount = partCount(of: nodes[units[unit].nodes[0]].types[0])
      guard partCount > 1 else { continue }
      let other = unitOfNode[pool]
      units[unit].pooling = FusedPooling(
        node: pool, hasRelu: units[other].epilogue != nil, partCount: partCount)
      for node in units[other].nodes { unitOfNode[node] = unit }
      units[unit].nodes += units[other].nodes
      units[other].nodes = []
    }
  }

  /// The maximum over windows that is the only reader of a result.
  private func onlyPooling(of node: Int, _ readers: [Int: [Int]]) -> Int? {
    guard let found = readers[node], found.count == 1, found[0] >= 0, isPool(found[0]) else { return nil }
    let view = view(of: nodes[found[0]].operands[0])
    return view == View(Value(node: node), shape: nodes[node].types[0].shape) ? found[0] : nil
  }

  /// The smallest number of equal parts, each of which every thread's second-level cache can hold its share of; 1 if
  /// there is none.
  private func partCount(of type: TensorType) -> Int {
    let (batch, threads) = (type.shape[0], Int(strata_thread_count()))
    let mostImages = threads * Self.cachedByteCount / max(1, type.byteCount / max(1, batch))
    guard mostImages < batch, mostImages >= threads else { return 1 }
    let images = (threads...mostImages).last { batch % $0 == 0 && $0 % threads == 0 }
    return images.map { batch / $0 } ?? 1
  }

  /// Of a second-level cache of 1 MiB, what is left for the result of a convolution.
  private static let cachedByteCount = 768 << 10
}
