import Foundation
import StrataGraph

/// The engine that runs programs on a device that has an OpenXLA plugin.
public final class XLAEngine: Engine {
  /// `xla:cpu`, `xla:cuda`, …; with the device's index where it is not the first, as `xla:cuda:1`.
  public let name: String
  /// Where buffers and programs are.
  public let device: PJRTDevice
  private let target: StableHLOTarget
  /// Where compiled programs are kept for later processes; nil if they are not.
  private let cache: ExecutableCache?

  /// The engine of a platform's device, whose plugin is loaded and started first if it was not yet.
  ///
  /// The plugin is the one that the variable `STRATA_PJRT_PLUGIN` names, or the one in a folder of Python packages.
  /// Compiled programs are kept in `~/.cache/strata/xla`, or where the variable `STRATA_XLA_CACHE` says; `0` turns
  /// this off. The variable `STRATA_XLA_PRECISION` is `highest` where `float32` factors of dot products and
  /// convolutions are to keep all their bits.
  /// - Throws: `EngineError` if there is no plugin or no such device; it says what to install.
  public convenience init(platform: XLAPlatform, deviceIndex: Int = 0) throws(EngineError) {
    let environment = ProcessInfo.processInfo.environment
    try self.init(
      client: .shared(platform, devices: [deviceIndex]), deviceIndex: deviceIndex,
      precision: .init(environment: environment),
      cache: ExecutableCache(environment: environment))
  }

  /// The engine of a client's device.
  /// - Throws: `EngineError` if there is no such device.
  public init(
    client: PJRTClient, deviceIndex: Int = 0, precision: DotPrecision = .fast, cache: ExecutableCache? = nil
  ) throws(EngineError) {
    device = try client.device(deviceIndex)
    name = "xla:\(client.platformName)" + (deviceIndex == 0 ? "" : ":\(deviceIndex)")
    target = StableHLOTarget(precision: precision, isOnHost: client.isOnHost)
    self.cache = cache
  }

  /// A buffer on the device.
  public func makeBuffer(_ type: TensorType) -> Buffer { XLABuffer(type: type, device: device) }

  /// A buffer on the device with the elements of another one, which may be of any engine.
  /// - Throws: `EngineError`, for example where the device has not enough memory.
  public func makeBuffer(copying buffer: Buffer) throws(EngineError) -> XLABuffer {
    let copy = XLABuffer(type: buffer.type, device: device)
    if let buffer = buffer as? XLABuffer, buffer.device == device {
      try copy.share(buffer)
    } else {
      copy.replace(with: try .copy(of: buffer, to: device))
    }
    return copy
  }

  public func owns(_ buffer: Buffer) -> Bool { (buffer as? XLABuffer)?.device == device }

  public func copy(of buffer: Buffer) throws -> Buffer { try makeBuffer(copying: buffer) }

  public func take(_ buffer: HostBuffer) throws -> Buffer {
    let taken = XLABuffer(type: buffer.type, device: device)
    taken.replace(with: try DeviceBuffer(taking: buffer, to: device))
    return taken
  }

  /// Compiles a program for the device.
  /// - Throws: `EngineError` if XLA cannot compile it.
  public func compile(
    _ graph: Graph, donations: [Int: Int], fixedInputs: Set<Int>
  ) throws -> any Executable {
    try compile(
      text: stableHLO(of: graph, donations: donations, target: target),
      inputs: graph.inputs.map { graph[$0] },
      outputs: graph.outputs.map { graph[$0] }, donations: donations, fixedInputs: fixedInputs)
  }

  /// Compiles a program that is given as text.
  /// - Parameters:
  ///   - text: an MLIR module of StableHLO operations whose function `main` has the given inputs and outputs.
  ///   - donations: for an output, the index of the input whose memory the text says it takes over.
  ///   - fixedInputs: the indices of inputs that seldom change. A copy of those that are not on the device is kept there.
  /// - Throws: `EngineError` with the compiler's message.
  public func compile(
    text: String, inputs: [TensorType], outputs: [TensorType], donations: [Int: Int] = [:],
    fixedInputs: Set<Int> = []
  ) throws(EngineError) -> XLAExecutable {
    let options = CompileOptions(deviceIDs: [device.id], flags: device.client.flags)
    let program = try LoadedExecutable.make(text, options: options, client: device.client, cache: cache)
    guard program.outputCount == outputs.count else {
      throw EngineError("a program with \(program.outputCount) outputs where \(outputs.count) are expected")
    }
    return XLAExecutable(
      program: program, device: device, inputs: inputs, outputs: outputs, donations: donations,
      fixedInputs: fixedInputs)
  }
}

extension PJRTClient {
  /// The first version of the interface whose plugin for the CPU is known to compute right with XNNPACK, and to have all
  /// flags that are set here. An earlier one gave wrong numbers with XNNPACK, silently, where inputs were donated.
  private static let firstKnownVersion = 115

  /// Settings for all programs, without which the plugin does not compute what they say, or not as fast.
  var flags: [String: CompileOptions.Flag] {
    guard isOnHost else {
      return cudaFolder.map { ["xla_gpu_cuda_data_dir": .string($0)] } ?? [:]
    }
    // Fast maxima and minima lose NaNs.
    var flags: [String: CompileOptions.Flag] = ["xla_cpu_enable_fast_min_max": .bool(false)]
    if plugin.version < Self.firstKnownVersion {
      flags["xla_cpu_use_xnnpack"] = .bool(false)
    } else {
      // Otherwise a step first copies kernels that are updated in their place: XLA does not see that what still reads
      // them comes before.
      flags["xla_cpu_copy_insertion_use_region_analysis"] = .bool(true)
    }
    return flags
  }

  /// Where the Python packages beside the plugin's have CUDA's assembler, which XLA does not look for there.
  private var cudaFolder: String? {
    let packages = URL(fileURLWithPath: plugin.path).appendingPathComponent("../../..").standardized.path
    return ["nvidia/cu13", "nvidia/cuda_nvcc"].map { "\(packages)/\($0)" }
      .first { FileManager.default.isExecutableFile(atPath: $0 + "/bin/ptxas") }
  }
}
