import Foundation
import StrataGraph
import Testing

@testable import StrataXLA

@Suite("Programs on several devices", .needsPlugin)
struct ShardedExecutableTests {
  private static let (batch, width, outputs) = (8, 3, 2)

  /// A step of gradient descent for a linear model, with the rows of the batch on the devices of a mesh:
  /// the error's sum of squares, and the weights, which are updated in place.
  private func text(deviceCount: Int, weights: String) -> String {
    """
    module @step attributes {mhlo.num_partitions = \(deviceCount) : i32, mhlo.num_replicas = 1 : i32} {
      sdy.mesh @mesh = <["devices"=\(deviceCount)]>
      func.func public @main(
        %w: tensor<3x2xf32> {tf.aliasing_output = 0 : i32, sdy.sharding = #sdy.sharding<@mesh, \(weights)>},
        %x: tensor<8x3xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"devices"}, {}]>},
        %y: tensor<8x2xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"devices"}, {}]>}
      ) -> (
        tensor<3x2xf32> {sdy.sharding = #sdy.sharding<@mesh, \(weights)>},
        tensor<f32> {sdy.sharding = #sdy.sharding<@mesh, []>}
      ) {
        %z = stablehlo.dot_general %x, %w, contracting_dims = [1] x [0]
          : (tensor<8x3xf32>, tensor<3x2xf32>) -> tensor<8x2xf32>
        %e = stablehlo.subtract %z, %y : tensor<8x2xf32>
        %g = stablehlo.dot_general %x, %e, contracting_dims = [0] x [0]
          : (tensor<8x3xf32>, tensor<8x2xf32>) -> tensor<3x2xf32>
        %rate = stablehlo.constant dense<0.0625> : tensor<3x2xf32>
        %d = stablehlo.multiply %rate, %g : tensor<3x2xf32>
        %v = stablehlo.subtract %w, %d : tensor<3x2xf32>
        %s = stablehlo.multiply %e, %e : tensor<8x2xf32>
        %zero = stablehlo.constant dense<0.0> : tensor<f32>
        %loss = stablehlo.reduce(%s init: %zero) applies stablehlo.add across dimensions = [0, 1]
          : (tensor<8x2xf32>, tensor<f32>) -> tensor<f32>
        return %v, %loss : tensor<3x2xf32>, tensor<f32>
      }
    }
    """
  }

  /// Small fractions of powers of two, so that sums are exact in any order in the first steps.
  private func numbers(_ count: Int, _ step: Int) -> [Float] {
    (0..<count).map { Float(($0 * step) % 7 - 3) / 4 }
  }

  /// The weights and the losses of some steps, computed in `Double` from the formula.
  private func expected(stepCount: Int) -> (weights: [Double], losses: [Double]) {
    let (n, k, m) = (Self.batch, Self.width, Self.outputs)
    var w = numbers(k * m, 5).map(Double.init)
    let (x, y) = (numbers(n * k, 3).map(Double.init), numbers(n * m, 2).map(Double.init))
    var losses: [Double] = []
    for _ in 0..<stepCount {
      var e = y.map { -$0 }
      for i in 0..<n { for j in 0..<m { for l in 0..<k { e[i * m + j] += x[i * k + l] * w[l * m + j] } } }
      losses.append(e.reduce(0) { $0 + $1 * $1 })
      for l in 0..<k {
        for j in 0..<m { for i in 0..<n { w[l * m + j] -= 0.0625 * x[i * k + l] * e[i * m + j] } }
      }
    }
    return (w, losses)
  }

  private func isClose(_ values: [Float], _ expected: [Double]) -> Bool {
    values.count == expected.count && zip(values, expected).allSatisfy { abs(Double($0) - $1) < 1e-5 }
  }

  private func mesh(_ deviceCount: Int) throws -> Mesh {
    Mesh(devices: Array(try TestPlugin.client.devices.prefix(deviceCount)))
  }

  private static let weightType = TensorType(.float32, [width, outputs])
  private static let lossType = TensorType(.float32, [])

  private func step(_ engine: ShardedEngine, weights: Sharding = .replicated) throws -> ShardedExecutable {
    try engine.compile(
      text: text(
        deviceCount: engine.mesh.devices.count,
        weights: weights == .replicated ? "[{}, {}]" : #"[{}, {"devices"}]"#),
      inputs: [
        Self.weightType, TensorType(.float32, [Self.batch, Self.width]),
        TensorType(.float32, [Self.batch, Self.outputs]),
      ],
      outputs: [Self.weightType, Self.lossType], donations: [0: 0],
      shardings: ProgramShardings(
        inputs: [weights, .split(axis: 0), .split(axis: 0)], outputs: [weights, .replicated]))
  }

  private func start() -> (w: HostBuffer, x: HostBuffer, y: HostBuffer) {
    (
      HostBuffer(numbers(6, 5), shape: [3, 2]), HostBuffer(numbers(24, 3), shape: [8, 3]),
      HostBuffer(numbers(16, 2), shape: [8, 2])
    )
  }

  @Test(arguments: [1, 2, 4])
  func rowsOfABatchAreSplit(deviceCount: Int) throws {
    let engine = ShardedEngine(mesh: try mesh(deviceCount))
    let program = try step(engine)
    let (w, x, y) = start()
    let weights = try engine.copy(of: w)
    let loss = engine.makeBuffer(Self.lossType)
    let expected = expected(stepCount: 50)
    for step in 0..<50 {
      try program.run(inputs: [weights, x, y], outputs: [weights, loss])
      #expect(isClose(loss.scalars(as: Float.self), [expected.losses[step]]))
    }
    #expect(isClose(weights.scalars(as: Float.self), expected.weights))
  }

  @Test func weightsAreSplit() throws {
    let engine = ShardedEngine(mesh: try mesh(2))
    // The columns cannot be split with the same devices as the rows of the batch, unless XLA moves data.
    let program = try step(engine, weights: .split(axis: 1))
    let (w, x, y) = start()
    let weights = try engine.copy(of: w) as! ShardedBuffer
    let loss = engine.makeBuffer(Self.lossType)
    let expected = expected(stepCount: 10)
    for _ in 0..<10 { try program.run(inputs: [weights, x, y], outputs: [weights, loss]) }
    for part in try weights.parts(.split(axis: 1)).buffers {
      #expect(try part.type == TensorType(.float32, [3, 1]))
    }
    #expect(isClose(weights.scalars(as: Float.self), expected.weights))
  }

  @Test func aCopyKeepsItsElementsWhenTheMemoryIsTakenOver() throws {
    let engine = ShardedEngine(mesh: try mesh(2))
    let program = try step(engine)
    let (w, x, y) = start()
    let weights = try engine.copy(of: w)
    let loss = engine.makeBuffer(Self.lossType)
    try program.run(inputs: [weights, x, y], outputs: [weights, loss])
    let (one, two) = (try engine.copy(of: weights), try engine.copy(of: weights))
    let version = one.version
    try program.run(inputs: [one, x, y], outputs: [one, loss])
    #expect(one.version != version)
    #expect(isClose(one.scalars(as: Float.self), expected(stepCount: 2).weights))
    for buffer in [weights, two] {
      #expect(isClose(buffer.scalars(as: Float.self), expected(stepCount: 1).weights))
    }
  }

  @Test func aProgramComesFromTheDisk() throws {
    try withTemporaryFolder { folder in
      let cache = ExecutableCache(folder: folder)
      let devices = Array(try TestPlugin.client.devices.suffix(2))
      for _ in 0..<2 {
        let engine = ShardedEngine(mesh: Mesh(devices: devices), cache: cache)
        let (w, x, y) = start()
        let (weights, loss) = (try engine.copy(of: w), engine.makeBuffer(Self.lossType))
        try step(engine).run(inputs: [weights, x, y], outputs: [weights, loss])
        #expect(isClose(weights.scalars(as: Float.self), expected(stepCount: 1).weights))
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 1)
    }
  }

  @Test func partsMakeAWholeAgain() throws {
    let mesh = Mesh(devices: Array(try TestPlugin.client.devices.prefix(4)), shape: [2, 2])
    let tensor = HostBuffer((0..<96).map(Int32.init), shape: [2, 4, 3, 4])
    let shardings: [Sharding] = [
      .replicated, .split(axis: 0), .split(axis: 1, along: 1), .split(axis: 3),
      Sharding(splits: [0: 1, 1: 0]),
      Sharding(splits: [1: 0, 3: 1]), Sharding(splits: [1: 1, 0: 0]),
    ]
    for sharding in shardings {
      let whole = try sharding.whole(try sharding.parts(of: tensor, on: mesh), type: tensor.type, on: mesh)
      #expect(whole.scalars(as: Int32.self) == tensor.scalars(as: Int32.self), "\(sharding)")
    }
    // Device 1 is in row 0 and column 1 of the mesh.
    let part = try Sharding(splits: [0: 0, 3: 1]).parts(of: tensor, on: mesh)[1]
    let copy = HostBuffer(type: try part.type)
    try part.copyElements(to: copy.bytes)
    #expect(copy.scalars(as: Int32.self) == (0..<48).filter { $0 % 4 >= 2 }.map(Int32.init))
    #expect(throws: EngineError.self) { try Sharding.split(axis: 2).parts(of: tensor, on: mesh) }
  }
}
