import Foundation
import StrataGraph
import Testing

@testable import StrataXLA

@Suite("Buffers on devices", .needsPlugin)
struct DeviceBufferTests {
  private func device(_ index: Int = 0) throws -> PJRTDevice { try TestPlugin.client.devices[index] }

  private func elements<Scalar: TensorScalar>(_ buffer: DeviceBuffer, as _: Scalar.Type) throws -> [Scalar] {
    let copy = HostBuffer(type: try buffer.type)
    try buffer.copyElements(to: copy.bytes)
    return copy.scalars(as: Scalar.self)
  }

  private func checkThatScalarsComeBack<Scalar: TensorScalar>(_ scalars: [Scalar], _ shape: [Int]) throws {
    let buffer = try DeviceBuffer.copy(of: HostBuffer(scalars, shape: shape), to: device())
    #expect(try buffer.type == TensorType(Scalar.dtype, shape))
    #expect(try elements(buffer, as: Scalar.self) == scalars)
  }

  @Test func elementsComeBack() throws {
    try checkThatScalarsComeBack([true, false, true], [3])
    try checkThatScalarsComeBack([0, 255] as [UInt8], [2, 1])
    try checkThatScalarsComeBack([.min, -1, .max] as [Int32], [1, 3])
    try checkThatScalarsComeBack([.max] as [UInt32], [])
    try checkThatScalarsComeBack([.min, .max] as [Int64], [2])
    try checkThatScalarsComeBack([-0.0, .infinity, .leastNonzeroMagnitude, 3] as [Float], [2, 2])
    try checkThatScalarsComeBack([.leastNonzeroMagnitude, -.infinity] as [Double], [2])
    try checkThatScalarsComeBack([] as [Float], [3, 0])
  }

  @Test func aBufferThatIsTakenIsKeptAsLongAsTheDeviceNeedsIt() throws {
    weak var host: HostBuffer?
    var taken: DeviceBuffer? = try {
      let elements = HostBuffer([1, 2, 3, 4] as [Float], shape: [4])
      host = elements
      return try DeviceBuffer(taking: elements, to: device())
    }()
    let program = try XLAEngine(client: TestPlugin.client).compile(Texts.double, Texts.type)
    let input = XLABuffer(type: Texts.type, device: try device())
    input.replace(with: try #require(taken))
    let output = XLABuffer(type: Texts.type, device: try device())
    try program.run(inputs: [input], outputs: [output])
    #expect(output.scalars(as: Float.self) == [2, 4, 6, 8])
    #expect(host != nil)
    taken = nil
    input.replace(with: try output.deviceBuffer())
    // The plugin lets it go when it likes.
    for _ in 0..<10_000 where host != nil { usleep(1000) }
    #expect(host == nil)
  }

  @Test func memoryThatIsTakenIsNotWritten() throws {
    let engine = try XLAEngine(client: TestPlugin.client)
    let program = try engine.compile(
      Texts.update, Texts.type, inputCount: 2, outputCount: 2, donations: [0: 0])
    let host = HostBuffer([1, 2, 3, 4] as [Float], shape: [4])
    let (x, product) = (try engine.take(host), engine.makeBuffer(Texts.type))
    for sum in [[2, 4, 6, 8], [3, 6, 9, 12]] as [[Float]] {
      try program.run(inputs: [x, host], outputs: [x, product])
      #expect(x.scalars(as: Float.self) == sum)
    }
    #expect(host.scalars(as: Float.self) == [1, 2, 3, 4])
  }

  @Test func stridesSayWhereTheElementsAre() throws {
    let matrix = HostBuffer((0..<12).map(Int32.init), shape: [3, 4])
    let columns = try matrix.withHostBytes { bytes in
      try DeviceBuffer(
        copying: UnsafeRawBufferPointer(rebasing: bytes[4...]), type: TensorType(.int32, [2, 3]),
        byteStrides: [4, 16], to: device())
    }
    #expect(try elements(columns, as: Int32.self) == [1, 5, 9, 2, 6, 10])
  }

  @Test func aBufferGoesToAnotherDevice() throws {
    let buffer = try DeviceBuffer.copy(of: HostBuffer([1, 2] as [Float], shape: [2]), to: device())
    let other = try buffer.copy(to: device(2))
    try other.wait()
    #expect(try elements(other, as: Float.self) == [1, 2])
  }

  @Test func aBufferThatNobodyWroteIsZero() throws {
    let engine = try XLAEngine(client: TestPlugin.client)
    #expect(engine.makeBuffer(TensorType(.float64, [2])).scalars(as: Double.self) == [0, 0])
  }

  @Test func aCopyHasAnotherVersionWhenItIsReplaced() throws {
    let engine = try XLAEngine(client: TestPlugin.client)
    let buffer = try engine.makeBuffer(copying: HostBuffer([1, 2] as [Float], shape: [2]))
    let version = buffer.version
    buffer.replace(with: try .copy(of: HostBuffer([3, 4] as [Float], shape: [2]), to: engine.device))
    #expect(buffer.scalars(as: Float.self) == [3, 4])
    #expect(buffer.version != version)
  }
}
