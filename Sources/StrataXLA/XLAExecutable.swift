import StrataGraph
import Synchronization

/// A program compiled by XLA for one device.
public final class XLAExecutable: Executable {
  private let program: LoadedExecutable
  private let device: PJRTDevice
  private let inputTypes: [TensorType]
  private let outputTypes: [TensorType]
  private let donations: [Int: Int]
  private let fixedInputs: Set<Int>

  /// A copy on the device of an input that lies elsewhere.
  private struct Copy {
    let version: UInt64
    let buffer: DeviceBuffer
  }
  /// The copies of fixed inputs.
  private let copies = Mutex<[Int: Copy]>([:])

  /// Nil unless the host's own processor computes.
  private let startedRuns: StartedRuns?

  init(
    program: LoadedExecutable, device: PJRTDevice, inputs: [TensorType], outputs: [TensorType],
    donations: [Int: Int], fixedInputs: Set<Int>
  ) {
    self.program = program
    self.device = device
    inputTypes = inputs
    outputTypes = outputs
    self.donations = donations
    self.fixedInputs = fixedInputs
    startedRuns = device.client.isOnHost ? StartedRuns() : nil
  }

  /// Starts the program; whoever reads an output waits for it. Inputs may be buffers of any engine, and those that are
  /// not on the program's device are copied there first. Outputs are `XLABuffer`s on it. On the host's own processor
  /// this first waits until few of the runs before it are left.
  ///
  /// The memory of a donated input goes to its output, unless another buffer shares it.
  /// - Throws: `EngineError`, for example where the device has not enough memory. A failure after the start is thrown
  ///   where somebody waits for an output.
  public func run(inputs: [Buffer], outputs: [Buffer]) throws(EngineError) {
    precondition(
      inputs.elementsEqual(inputTypes) { $0.type == $1 }
        && outputs.elementsEqual(outputTypes) { $0.type == $1 },
      "the program takes \(inputTypes) and gives \(outputTypes)")
    let kept = donations.compactMap { output, input in
      takesOver(inputs[input], outputs[output]) ? nil : input
    }
    startedRuns?.makeRoom()
    let end = startedRuns.map { _ in RunEnd(client: device.client) }
    let results = try program.run(
      [inputs.indices.map { index throws(EngineError) in try deviceBuffer(inputs[index], index) }],
      keeping: kept, end: end)
    if let end { startedRuns?.add(end) }
    for (output, result) in zip(outputs, results[0]) {
      guard let output = output as? XLABuffer, output.device == device else {
        preconditionFailure("an output that is not on \(device.kind)")
      }
      output.replace(with: result)
    }
  }

  private func takesOver(_ input: Buffer, _ output: Buffer) -> Bool {
    input === output && (input as? XLABuffer)?.isExclusive ?? true
  }

  private func deviceBuffer(_ buffer: Buffer, _ index: Int) throws(EngineError) -> DeviceBuffer {
    if let buffer = buffer as? XLABuffer, buffer.device == device { return try buffer.deviceBuffer() }
    guard fixedInputs.contains(index) else { return try .copy(of: buffer, to: device) }
    let version = buffer.version
    if let copy = copies.withLock({ $0[index] }), copy.version == version { return copy.buffer }
    let copy = Copy(version: version, buffer: try .copy(of: buffer, to: device))
    copies.withLock { $0[index] = copy }
    return copy.buffer
  }
}
