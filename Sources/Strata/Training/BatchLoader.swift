import StrataCPU
import StrataGraph

/// Copies the samples of a data set batch by batch into buffers that are used again for each batch. One batch of all
/// samples in their order is the data set itself.
final class BatchLoader {
  private let sources: [Buffer]
  private let batchSize: Int
  /// XLA's own threads need the processors for the step before.
  private let usesThreads = !Device.current.isHostThroughXLA
  /// The number of samples.
  let count: Int
  private lazy var full = buffers(rows: batchSize)
  private lazy var last = buffers(rows: count % batchSize)

  init(_ tensors: [Tensor], batchSize: Int) {
    sources = tensors.map { tensor in
      let buffer = tensor.concreteBuffer(reading: "samples")
      return CPUEngine.shared.owns(buffer) ? buffer : CPUEngine.shared.copy(of: buffer)
    }
    count = tensors[0].shape[0]
    self.batchSize = min(batchSize, count)
  }

  /// The number of batches; the last one may be smaller.
  var steps: Int { (count + batchSize - 1) / batchSize }

  private func buffers(rows: Int) -> [Buffer] {
    sources.map { HostBuffer(type: $0.type.with([rows] + $0.type.shape.dropFirst())) }
  }

  /// The buffers with the samples of batch number `step`, valid until the next call.
  /// - Parameter order: the samples in the order of the epoch; nil for the order of the data set.
  func load(_ step: Int, order: [Int]?) -> [Buffer] {
    if order == nil, steps == 1 { return sources }
    let start = step * batchSize
    let rows = min(batchSize, count - start)
    let buffers = rows == batchSize ? full : last
    for (source, target) in zip(sources, buffers) {
      target.noteChange()
      let target = unsafeDowncast(target, to: HostBuffer.self)
      source.withHostBytes { bytes in
        guard let base = bytes.baseAddress else { return }
        if let order {
          CPUEngine.shared.copyRows(
            of: base, order: order[start..<start + rows], to: target, usesThreads: usesThreads)
        } else {
          CPUEngine.shared.copyRows(
            of: base + start * (bytes.count / count), order: nil, to: target, usesThreads: usesThreads)
        }
      }
    }
    return buffers
  }
}
