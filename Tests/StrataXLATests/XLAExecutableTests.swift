import StrataGraph
import Testing

@testable import StrataXLA

@Suite("Programs on a device", .needsPlugin)
struct XLAExecutableTests {
  private let engine: XLAEngine

  init() throws { engine = try XLAEngine(client: TestPlugin.client) }

  private func host(_ scalars: [Float]) -> HostBuffer { HostBuffer(scalars, shape: [scalars.count]) }

  private func buffer(_ scalars: [Float]) throws -> XLABuffer {
    try engine.makeBuffer(copying: host(scalars))
  }

  @Test func aProgramRuns() throws {
    let program = try engine.compile(Texts.double, Texts.type)
    let output = engine.makeBuffer(Texts.type)
    let version = output.version
    try program.run(inputs: [try buffer([1, 2, 3, 4])], outputs: [output])
    #expect(output.scalars(as: Float.self) == [2, 4, 6, 8])
    #expect(output.version != version)
    try program.run(inputs: [output], outputs: [output])
    #expect(output.scalars(as: Float.self) == [4, 8, 12, 16])
  }

  @Test func inputsMayBeOnTheHost() throws {
    let program = try engine.compile(Texts.difference, Texts.type, inputCount: 2)
    let (input, output) = (host([5, 6, 7, 8]), engine.makeBuffer(Texts.type))
    try program.run(inputs: [input, try buffer([1, 2, 3, 4])], outputs: [output])
    input.pointer.storeBytes(of: 0, as: Float.self)
    #expect(output.scalars(as: Float.self) == [4, 4, 4, 4])
  }

  @Test func inputsMayBeOnAnotherDevice() throws {
    let other = try XLAEngine(client: TestPlugin.client, deviceIndex: 2)
    let program = try other.compile(Texts.double, Texts.type)
    let output = other.makeBuffer(Texts.type)
    try program.run(inputs: [try buffer([1, 2, 3, 4])], outputs: [output])
    #expect(output.scalars(as: Float.self) == [2, 4, 6, 8])
  }

  @Test func aDonatedInputIsUpdatedInPlace() throws {
    let program = try engine.compile(
      Texts.update, Texts.type, inputCount: 2, outputCount: 2, donations: [0: 0])
    let (x, product) = (try buffer([1, 2, 3, 4]), engine.makeBuffer(Texts.type))
    let before = try x.deviceBuffer()
    for _ in 0..<3 { try program.run(inputs: [x, try buffer([1, 0, 2, 0])], outputs: [x, product]) }
    #expect(x.scalars(as: Float.self) == [4, 2, 9, 4])
    #expect(product.scalars(as: Float.self) == [3, 0, 14, 0])
    let kept = HostBuffer(type: Texts.type)
    try before.copyElements(to: kept.bytes)
    #expect(
      kept.scalars(as: Float.self) == [1, 2, 3, 4], "somebody still had the memory when the first run began")
  }

  @Test func theMemoryOfADonatedInputGoesToTheOutput() throws {
    let client = try TestPlugin.client
    let program = try LoadedExecutable(
      compiling: Texts.update, options: CompileOptions(deviceIDs: [0]), client: client)
    let (x, y) = (try buffer([1, 2, 3, 4]).deviceBuffer(), try buffer([1, 1, 1, 1]).deviceBuffer())
    _ = try program.run([[x, y]])
    let unused = HostBuffer(type: Texts.type)
    #expect(throws: EngineError.self) { try x.copyElements(to: unused.bytes) }
  }

  @Test func anInputThatTheCallerKeepsIsNotChanged() throws {
    let program = try engine.compile(
      Texts.update, Texts.type, inputCount: 2, outputCount: 2, donations: [0: 0])
    let (x, y) = (try buffer([1, 2, 3, 4]), try buffer([1, 1, 1, 1]))
    let (sum, product) = (engine.makeBuffer(Texts.type), engine.makeBuffer(Texts.type))
    try program.run(inputs: [x, y], outputs: [sum, product])
    #expect(sum.scalars(as: Float.self) == [2, 3, 4, 5])
    #expect(product.scalars(as: Float.self) == [1, 2, 3, 4])
    #expect(x.scalars(as: Float.self) == [1, 2, 3, 4])
  }

  @Test func theHostIsNeverManyRunsAhead() throws {
    let type = TensorType(.float32, [512, 512])
    let program = try engine.compile(
      """
      module @square {
        func.func public @main(%x: tensor<512x512xf32>) -> tensor<512x512xf32> {
          %square = stablehlo.dot_general %x, %x, contracting_dims = [1] x [0]
              : (tensor<512x512xf32>, tensor<512x512xf32>) -> tensor<512x512xf32>
          return %square : tensor<512x512xf32>
        }
      }
      """, type)
    let output = engine.makeBuffer(type)
    var inputs: [WeakBuffer] = []
    var mostAlive = 0
    for _ in 0..<30 {
      let input = HostBuffer(zeros: type)
      inputs.append(WeakBuffer(buffer: input))
      try program.run(inputs: [try engine.take(input)], outputs: [output])
      mostAlive = max(mostAlive, inputs.count { $0.buffer != nil })
    }
    // 4 runs and the loop have one each, and the plugin may let go of some a little after their run.
    #expect(mostAlive <= 10)
    #expect(output.scalars(as: Float.self).allSatisfy { $0 == 0 })
  }

  @Test func aCopySharesItsMemoryUntilOneOfBothIsWritten() throws {
    let program = try engine.compile(
      Texts.update, Texts.type, inputCount: 2, outputCount: 2, donations: [0: 0])
    let (x, product) = (try buffer([1, 2, 3, 4]), engine.makeBuffer(Texts.type))
    let copy = try engine.makeBuffer(copying: x)
    #expect(try copy.deviceBuffer() === x.deviceBuffer())
    try program.run(inputs: [x, buffer([1, 1, 1, 1])], outputs: [x, product])
    #expect(x.scalars(as: Float.self) == [2, 3, 4, 5])
    #expect(copy.scalars(as: Float.self) == [1, 2, 3, 4])
    let before = try x.deviceBuffer()
    #expect(!x.isExclusive)
    try program.run(inputs: [copy, x], outputs: [copy, product])
    #expect(copy.scalars(as: Float.self) == [3, 5, 7, 9])
    #expect(try x.deviceBuffer() === before)
  }

  @Test func aFailureIsThrown() throws {
    let type = TensorType(.float32, [5])
    let program = try engine.compile(Texts.double.replacing("4xf32", with: "5xf32"), type)
    let input = try buffer([1, 2, 3, 4, 5])
    try input.share(buffer([1, 2, 3, 4]))
    #expect(throws: EngineError.self) {
      try program.run(inputs: [input], outputs: [engine.makeBuffer(type)])
    }
  }

  @Test func fixedInputsAreCopiedAgainWhenTheyChange() throws {
    let program = try engine.compile(Texts.difference, Texts.type, inputCount: 2, fixedInputs: [1])
    let (x, fixed, output) = (host([5, 6, 7, 8]), host([1, 2, 3, 4]), engine.makeBuffer(Texts.type))
    func result() throws -> [Float] {
      try program.run(inputs: [x, fixed], outputs: [output])
      return output.scalars(as: Float.self)
    }
    #expect(try result() == [4, 4, 4, 4])
    fixed.pointer.storeBytes(of: 5, as: Float.self)
    #expect(try result() == [4, 4, 4, 4], "without a new version it need not be read again")
    fixed.noteChange()
    #expect(try result() == [0, 4, 4, 4])
  }

  @Test func aMistakeInTheTextIsAnError() throws {
    for text in ["", "module {", Texts.double.replacing("add", with: "bad")] {
      #expect(throws: EngineError.self) { try engine.compile(text, Texts.type) }
    }
    #expect(throws: EngineError.self) { try engine.compile(Texts.double, Texts.type, outputCount: 2) }
  }

  @Test func inputsThatDoNotFitAreAnError() throws {
    let client = try TestPlugin.client
    let program = try LoadedExecutable(
      compiling: Texts.double, options: CompileOptions(deviceIDs: [0]), client: client)
    #expect(throws: EngineError.self) { try program.run([[]]) }
    let small = try DeviceBuffer.copy(of: host([1, 2]), to: client.devices[0])
    #expect(throws: EngineError.self) { try program.run([[small]]) }
  }

  @Test func aProgramComesFromTheDisk() throws {
    try withTemporaryFolder { folder in
      let cache = ExecutableCache(folder: folder)
      let engine = try XLAEngine(client: TestPlugin.client, cache: cache)
      func result(_ text: String) throws -> [Float] {
        let output = engine.makeBuffer(Texts.type)
        try engine.compile(text, Texts.type).run(inputs: [host([1, 2, 3, 4])], outputs: [output])
        return output.scalars(as: Float.self)
      }
      let square = Texts.double.replacing("stablehlo.add", with: "stablehlo.multiply")
      #expect(try result(Texts.double) == [2, 4, 6, 8])
      #expect(try result(square) == [1, 4, 9, 16])
      // Another program in the place of the first one shows that it is not compiled again.
      let client = try TestPlugin.client
      let options = CompileOptions(deviceIDs: [0], flags: client.flags)
      let key = try ProgramKey(text: Texts.double, options: options, client: client).bytes
      let stored = try #require(cache.value(for: key))
      let other = try #require(
        cache.value(for: ProgramKey(text: square, options: options, client: client).bytes))
      cache.store(other, for: key)
      #expect(try result(Texts.double) == [1, 4, 9, 16])
      let damaged = Array(stored.prefix(stored.count / 2))
      cache.store(damaged, for: key)
      #expect(try result(Texts.double) == [2, 4, 6, 8], "what cannot be loaded is compiled again")
      #expect(cache.value(for: key) != damaged, "and replaced")
    }
  }

  @Test func aProgramFromTheDiskRunsOnItsDevice() throws {
    try withTemporaryFolder { folder in
      for index in [2, 3, 2, 3] {
        let cache = ExecutableCache(folder: folder)
        let engine = try XLAEngine(client: TestPlugin.client, deviceIndex: index, cache: cache)
        let buffer = try engine.makeBuffer(copying: host([1, 2, 3, 4]))
        try engine.compile(Texts.double, Texts.type).run(inputs: [buffer], outputs: [buffer])
        #expect(buffer.scalars(as: Float.self) == [2, 4, 6, 8])
      }
    }
  }

  @Test func manyStepsTakeNoMoreMemory() throws {
    let type = TensorType(.float32, [1 << 16])
    let program = try engine.compile(
      Texts.update.replacing("4xf32", with: "65536xf32"), type, inputCount: 2,
      outputCount: 2, donations: [0: 0])
    let (x, product) = (engine.makeBuffer(type), engine.makeBuffer(type))
    let one = HostBuffer(Array(repeating: Float(1), count: type.count), shape: type.shape)
    let before = residentByteCount()
    let stepCount = 10_000
    for _ in 0..<stepCount { try program.run(inputs: [x, one], outputs: [x, product]) }
    #expect(x.scalars(as: Float.self).allSatisfy { $0 == Float(stepCount) })
    // Other tests run at the same time; one buffer left by each step would be 2.6 GB.
    #expect(residentByteCount() - before < 800 << 20)
  }
}

private struct WeakBuffer {
  weak var buffer: HostBuffer?
}
