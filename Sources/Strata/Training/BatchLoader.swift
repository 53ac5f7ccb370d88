import StrataCPU
import StrataGraph

/// Copies the samples of a data set batch by batch into buffers, which the processor's own engine is given again for each
/// batch. One batch of all samples in their order is the data set itself.
final class BatchLoader {
  private let sources: [Buffer]
  private let batchSize: Int
  private let device = Device.current
  private let engine: any Engine
  /// XLA's own threads need the processors for the step before.
  private let usesThreads = !Device.current.isHostThroughXLA
  /// The number of samples.
  let count: Int
  private lazy var full = buffers(rows: batchSize)
  private lazy var last = buffers(rows: count % batchSize)

  /// - Throws: `StrataError.deviceUnavailable` if there is no such device as the current one.
  init(_ tensors: [Tensor], batchSize: Int) throws {
    engine = try Engines.shared.engine(of: device)
    sources = try tensors.map { try CPUEngine.shared.adopting($0.concreteBuffer(reading: "samples")) }
    count = tensors[0].shape[0]
    self.batchSize = min(batchSize, count)
  }

  /// The number of batches; the last one may be smaller.
  var steps: Int { (count + batchSize - 1) / batchSize }

  private func buffers(rows: Int) -> [HostBuffer] {
    sources.map { HostBuffer(type: $0.type.with([rows] + $0.type.shape.dropFirst())) }
  }

  /// The buffers with the samples of batch number `step`, valid until the next call.
  /// - Parameter order: the samples in the order of the epoch; nil for the order of the data set.
  /// - Throws: `StrataError.computationFailed` if the device fails, for example for want of memory.
  func load(_ step: Int, order: [Int]?) throws -> [Buffer] {
    if order == nil, steps == 1 { return sources }
    let start = step * batchSize
    let rows = min(batchSize, count - start)
    guard engine !== CPUEngine.shared else {
      let buffers = rows == batchSize ? full : last
      copy(start..<start + rows, order, to: buffers)
      return buffers
    }
    // The device may still read the batch before.
    let buffers = buffers(rows: rows)
    copy(start..<start + rows, order, to: buffers)
    do {
      return try buffers.map { try engine.take($0) }
    } catch let error as EngineError {
      throw StrataError.computationFailed(device: "\(device)", reason: error.description)
    }
  }

  private func copy(_ rows: Range<Int>, _ order: [Int]?, to buffers: [HostBuffer]) {
    for (source, target) in zip(sources, buffers) {
      target.noteChange()
      source.withHostBytes { bytes in
        guard let base = bytes.baseAddress else { return }
        if let order {
          CPUEngine.shared.copyRows(
            of: base, order: order[rows], to: target, usesThreads: usesThreads)
        } else {
          CPUEngine.shared.copyRows(
            of: base + rows.lowerBound * (bytes.count / count), order: nil, to: target,
            usesThreads: usesThreads)
        }
      }
    }
  }
}
