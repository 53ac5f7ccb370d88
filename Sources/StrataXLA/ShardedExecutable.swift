import Foundation
import StrataGraph

/// A program that several devices of one client run together, each on its part of the tensors. XLA's partitioner
/// decides from the annotations in the program what each device computes and what they tell each other.
public final class ShardedExecutable: Sendable {
  /// The devices, in the order of the parts.
  public let devices: [PJRTDevice]
  private let program: LoadedExecutable

  /// Compiles a program.
  /// - Parameters:
  ///   - text: an MLIR module of StableHLO operations with Shardy annotations, whose mesh has as many devices as there
  ///     are.
  ///   - devices: devices of one client.
  ///   - cache: where compiled programs are kept; nil if they are not.
  /// - Throws: `EngineError` with the compiler's message.
  public init(text: String, devices: [PJRTDevice], cache: ExecutableCache? = nil) throws(EngineError) {
    let client = devices[0].client
    precondition(devices.allSatisfy { $0.client === client }, "devices of several clients")
    self.devices = devices
    program = try .make(
      text, options: CompileOptions(deviceIDs: devices.map(\.id), flags: client.necessaryFlags),
      client: client,
      cache: cache)
  }

  /// Runs the program.
  /// - Parameters:
  ///   - inputs: for each input, its part on each device.
  ///   - kept: the indices of inputs whose memory the program does not take over, although its text says so.
  /// - Returns: for each output, its part on each device.
  /// - Throws: `EngineError`, for example where the devices have not enough memory.
  public func run(
    _ inputs: [[DeviceBuffer]], keeping kept: [Int] = []
  ) throws(EngineError) -> [[DeviceBuffer]] {
    precondition(
      inputs.allSatisfy { $0.count == devices.count }, "an input that does not have \(devices.count) parts")
    let results = try program.run(
      devices.indices.map { device in inputs.map { $0[device] } }, keeping: kept, waits: needsToWait)
    return (0..<program.outputCount).map { output in results.map { $0[output] } }
  }

  /// The devices of a host share its threads. When parts of several runs hold all of them and wait for other parts,
  /// these never get their turn.
  private var needsToWait: Bool { devices[0].client.platformName == XLAPlatform.cpu.rawValue }
}
