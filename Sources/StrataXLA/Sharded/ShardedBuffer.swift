import StrataGraph
import Synchronization

/// A buffer whose elements lie on the devices of a mesh. How they are split is decided by the program that last used it.
public final class ShardedBuffer: Buffer, @unchecked Sendable {
  /// Where the parts are.
  public let mesh: Mesh

  /// The parts of a tensor. Buffers with the same elements share them, until a program takes over their memory.
  private final class Parts: Sendable {
    let buffers: [DeviceBuffer]
    let sharding: Sharding

    init(_ buffers: [DeviceBuffer], _ sharding: Sharding) {
      self.buffers = buffers
      self.sharding = sharding
    }
  }

  private enum Content {
    /// Elements that no program has used yet.
    case onHost(HostBuffer)
    case onDevices(Parts)
  }
  /// Nil if nothing has been written yet.
  private let content: Mutex<Content?>

  /// A buffer without content, which a program fills.
  init(type: TensorType, mesh: Mesh) {
    self.mesh = mesh
    content = Mutex(nil)
    super.init(type: type)
  }

  /// A buffer with the elements of one in the host's memory, which must not change any more.
  init(taking buffer: HostBuffer, mesh: Mesh) {
    self.mesh = mesh
    content = Mutex(.onHost(buffer))
    super.init(type: buffer.type)
  }

  /// A buffer with the elements of another one, which may be of any engine.
  init(copying buffer: Buffer, mesh: Mesh) {
    self.mesh = mesh
    if let buffer = buffer as? ShardedBuffer, buffer.mesh == mesh {
      content = Mutex(buffer.content.withLock { $0 })
    } else {
      let copy = HostBuffer(type: buffer.type)
      buffer.withHostBytes { copy.bytes.copyMemory(from: $0) }
      content = Mutex(.onHost(copy))
    }
    super.init(type: buffer.type)
  }

  /// The parts, split as a program needs them, and whether no other buffer has the same memory. What is split in
  /// another way is put together on the host and split again.
  func parts(_ sharding: Sharding) throws(EngineError) -> (buffers: [DeviceBuffer], areUnshared: Bool) {
    try content.withLock { content throws(EngineError) in
      if case .onDevices(var parts) = content, parts.sharding == sharding {
        content = nil
        let areUnshared = isKnownUniquelyReferenced(&parts)
        content = .onDevices(parts)
        return (parts.buffers, areUnshared)
      }
      let parts = Parts(try sharding.parts(of: hostBuffer(content), on: mesh), sharding)
      content = .onDevices(parts)
      return (parts.buffers, true)
    }
  }

  /// Puts other parts in the place of the present ones.
  func replace(with parts: [DeviceBuffer], _ sharding: Sharding) {
    content.withLock { $0 = .onDevices(Parts(parts, sharding)) }
    noteChange()
  }

  /// How the elements are split at present; nil if no program has used them yet.
  public var sharding: Sharding? {
    content.withLock { if case .onDevices(let parts) = $0 { parts.sharding } else { nil } }
  }

  public override func waitUntilComputed() throws(EngineError) {
    let parts = content.withLock {
      if case .onDevices(let parts) = $0 { parts.buffers } else { [] as [DeviceBuffer] }
    }
    for part in parts { try part.wait() }
  }

  /// Waits for the program that computes the elements, and copies them to the host. Ends the process if that program
  /// failed; `waitUntilComputed()` throws instead.
  public override func withHostBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    let copy: HostBuffer
    switch hostCopy() {
    case .success(let elements): copy = elements
    case .failure(let error):
      fatalError("a tensor on \(mesh.devices.count) devices cannot be read: \(error)")
    }
    return try copy.withHostBytes(body)
  }

  private func hostCopy() -> Result<HostBuffer, EngineError> {
    content.withLock { content in Result { () throws(EngineError) in try hostBuffer(content) } }
  }

  /// The elements in the host's memory; zeros if nothing has been written yet.
  private func hostBuffer(_ content: Content?) throws(EngineError) -> HostBuffer {
    switch content {
    case nil: HostBuffer(zeros: type)
    case .onHost(let buffer): buffer
    case .onDevices(let parts): try parts.sharding.whole(parts.buffers, type: type, on: mesh)
    }
  }
}
