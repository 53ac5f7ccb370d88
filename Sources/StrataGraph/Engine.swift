/// Something that turns graphs into programs that run.
public protocol Engine: AnyObject, Sendable {
  /// A short name, such as `cpu`.
  var name: String { get }

  /// A buffer for values of the given type, with undefined content.
  func makeBuffer(_ type: TensorType) -> Buffer

  /// Whether the engine's programs can use a buffer as it is.
  func owns(_ buffer: Buffer) -> Bool

  /// A buffer of this engine with the elements of another one, which may be of any engine.
  /// - Throws: `EngineError`, for example if a device has not enough memory.
  func copy(of buffer: Buffer) throws -> Buffer

  /// The same for a buffer in the host's memory whose elements nobody changes any more. The engine may use its memory,
  /// and read it later.
  /// - Throws: as `copy(of:)`.
  func take(_ buffer: HostBuffer) throws -> Buffer

  /// Plans a program.
  /// - Parameter donations: for an output, the index of the input whose buffer it takes over. Both have the
  ///   same type; the caller passes one buffer as both, and it is updated in place.
  /// - Parameter fixedInputs: the indices of inputs that seldom change from run to run, such as the weights of a network
  ///   in use. What depends on them alone may be done once, and again when their buffers have other versions.
  /// - Throws: `ShapeError` or `EngineError` if the graph cannot run on this engine.
  func compile(_ graph: Graph, donations: [Int: Int], fixedInputs: Set<Int>) throws -> any Executable
}

extension Engine {
  /// The same buffer, or a copy if it is of another engine.
  public func adopting(_ buffer: Buffer) throws -> Buffer { owns(buffer) ? buffer : try copy(of: buffer) }

  public func take(_ buffer: HostBuffer) throws -> Buffer { try adopting(buffer) }

  /// Plans a program whose inputs may all change from run to run.
  public func compile(_ graph: Graph, donations: [Int: Int] = [:]) throws -> any Executable {
    try compile(graph, donations: donations, fixedInputs: [])
  }
}

/// What holds for engines that work in the host's memory.
extension Engine {
  public func makeBuffer(_ type: TensorType) -> Buffer { HostBuffer(type: type) }

  public func owns(_ buffer: Buffer) -> Bool { buffer is HostBuffer }

  public func copy(of buffer: Buffer) -> Buffer {
    let copy = HostBuffer(type: buffer.type)
    buffer.withHostBytes { bytes in
      if let base = bytes.baseAddress { copy.pointer.copyMemory(from: base, byteCount: bytes.count) }
    }
    return copy
  }
}

/// A planned program.
public protocol Executable: AnyObject, Sendable {
  /// Runs the program, and gives the outputs new versions. Buffers are in the order of the graph's inputs and outputs and
  /// have their types. On a device the program may still run when this returns: see `Buffer.waitUntilComputed()`.
  /// - Throws: `EngineError` if the device fails, for example for want of memory. What the outputs hold is then unknown.
  func run(inputs: [Buffer], outputs: [Buffer]) throws(EngineError)
}

/// Why an engine cannot run a graph.
public struct EngineError: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}
