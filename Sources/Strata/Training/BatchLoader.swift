import StrataGraph

/// Copies the samples of a data set batch by batch into buffers that are used again for each batch.
final class BatchLoader {
  private let sources: [Buffer]
  private let batchSize: Int
  /// The number of samples.
  let count: Int
  private let full: [Buffer]
  private let last: [Buffer]

  init(_ tensors: [Tensor], batchSize: Int) {
    sources = tensors.map { $0.concreteBuffer(reading: "samples") }
    count = tensors[0].shape[0]
    self.batchSize = min(batchSize, count)
    full = Self.buffers(sources, rows: self.batchSize)
    last = Self.buffers(sources, rows: count % self.batchSize)
  }

  /// The number of batches; the last one may be smaller.
  var steps: Int { (count + batchSize - 1) / batchSize }

  private static func buffers(_ sources: [Buffer], rows: Int) -> [Buffer] {
    rows == 0 ? [] : sources.map { HostBuffer(type: $0.type.with([rows] + $0.type.shape.dropFirst())) }
  }

  /// The buffers with the samples of batch number `step`, valid until the next call.
  /// - Parameter order: the samples in the order of the epoch; nil for the order of the data set.
  func load(_ step: Int, order: [Int]?) -> [Buffer] {
    let start = step * batchSize
    let rows = min(batchSize, count - start)
    let buffers = rows == batchSize ? full : last
    for (source, target) in zip(sources, buffers) {
      target.noteChange()
      let target = unsafeDowncast(target, to: HostBuffer.self).pointer
      source.withHostBytes { bytes in
        guard let base = bytes.baseAddress else { return }
        let rowSize = bytes.count / count
        guard let order else {
          target.copyMemory(from: base + start * rowSize, byteCount: rows * rowSize)
          return
        }
        for row in 0..<rows {
          (target + row * rowSize).copyMemory(
            from: base + order[start + row] * rowSize, byteCount: rowSize)
        }
      }
    }
    return buffers
  }
}
