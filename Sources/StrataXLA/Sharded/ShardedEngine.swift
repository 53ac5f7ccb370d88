import Foundation
import StrataGraph

/// The engine that runs programs on several devices together, each on its part of the tensors.
public final class ShardedEngine: Engine {
  /// For example `xla:cpu×4`.
  public let name: String
  /// Where buffers and programs are.
  public let mesh: Mesh
  private let precision: DotPrecision
  /// Where compiled programs are kept for later processes; nil if they are not.
  private let cache: ExecutableCache?

  /// The engine of some of a platform's devices. The plugin and the cache are those of `XLAEngine`.
  /// - Parameters:
  ///   - deviceIndices: the devices, in row-major order of the mesh.
  ///   - shape: the size of each axis of the mesh.
  /// - Throws: `EngineError` if there is no plugin or a device is not there; it says what to install.
  public convenience init(
    platform: XLAPlatform, deviceIndices: [Int], shape: [Int]
  ) throws(EngineError) {
    let client = try PJRTClient.shared(platform, devices: deviceIndices)
    var devices: [PJRTDevice] = []
    for index in deviceIndices { devices.append(try client.device(index)) }
    let environment = ProcessInfo.processInfo.environment
    try self.init(
      mesh: Mesh(devices: devices, shape: shape), precision: .init(environment: environment),
      cache: ExecutableCache(environment: environment))
  }

  public init(mesh: Mesh, precision: DotPrecision = .fast, cache: ExecutableCache? = nil) {
    self.mesh = mesh
    self.precision = precision
    self.cache = cache
    name = "xla:\(mesh.client.platformName)×\(mesh.devices.count)"
  }

  /// A buffer on the devices.
  public func makeBuffer(_ type: TensorType) -> Buffer { ShardedBuffer(type: type, mesh: mesh) }

  public func owns(_ buffer: Buffer) -> Bool { (buffer as? ShardedBuffer)?.mesh == mesh }

  /// A buffer with the elements of another one, which go to the devices when a program says how they are split.
  public func copy(of buffer: Buffer) throws -> Buffer { ShardedBuffer(copying: buffer, mesh: mesh) }

  public func take(_ buffer: HostBuffer) -> Buffer { ShardedBuffer(taking: buffer, mesh: mesh) }

  /// Compiles a program of which each device computes all.
  /// - Throws: `EngineError` if XLA cannot compile it.
  public func compile(
    _ graph: Graph, donations: [Int: Int], fixedInputs: Set<Int>
  ) throws -> any Executable {
    try compile(
      graph, donations: donations,
      shardings: ProgramShardings(
        inputs: graph.inputs.map { _ in .replicated }, outputs: graph.outputs.map { _ in .replicated }))
  }

  /// Compiles a program. XLA's partitioner decides what each device computes and what they tell each other.
  /// - Parameters:
  ///   - donations: for an output, the index of the input whose memory it takes over; both are split alike.
  ///   - shardings: how inputs and outputs are split.
  /// - Throws: `EngineError` if XLA cannot compile it, or a tensor cannot be split so.
  public func compile(
    _ graph: Graph, donations: [Int: Int], shardings: ProgramShardings
  ) throws(EngineError) -> ShardedExecutable {
    let inputs = graph.inputs.map { graph[$0] }
    let outputs = graph.outputs.map { graph[$0] }
    for (type, sharding) in zip(inputs + outputs, shardings.inputs + shardings.outputs) {
      _ = try sharding.partType(type, on: mesh)
    }
    return try compile(
      text: stableHLO(
        of: graph, donations: donations, target: StableHLOTarget(precision: precision),
        shardings: ShardingAnnotations(meshShape: mesh.shape, shardings: shardings)),
      inputs: inputs, outputs: outputs, donations: donations, shardings: shardings)
  }

  /// Compiles a program that is given as text.
  /// - Parameter text: an MLIR module of StableHLO operations whose function `main` has the given inputs and outputs,
  ///   with Shardy annotations that say the same as `shardings`.
  /// - Throws: `EngineError` with the compiler's message.
  public func compile(
    text: String, inputs: [TensorType], outputs: [TensorType], donations: [Int: Int] = [:],
    shardings: ProgramShardings
  ) throws(EngineError) -> ShardedExecutable {
    let options = CompileOptions(deviceIDs: mesh.devices.map(\.id), flags: mesh.client.flags)
    let program = try LoadedExecutable.make(text, options: options, client: mesh.client, cache: cache)
    guard program.outputCount == outputs.count else {
      throw EngineError("a program with \(program.outputCount) outputs where \(outputs.count) are expected")
    }
    return ShardedExecutable(
      program: program, mesh: mesh, inputs: inputs, outputs: outputs, donations: donations,
      shardings: shardings)
  }
}
