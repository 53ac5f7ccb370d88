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

  private func scalars(_ buffer: DeviceBuffer) throws -> [Double] {
    let copy = HostBuffer(type: try buffer.type)
    try buffer.copyElements(to: copy.bytes)
    return copy.scalars(as: Float.self).map(Double.init)
  }

  private func isClose(_ values: [Double], _ expected: [Double]) -> Bool {
    values.count == expected.count && zip(values, expected).allSatisfy { abs($0 - $1) < 1e-5 }
  }

  @Test(arguments: [1, 2, 4])
  func rowsOfABatchAreSplit(deviceCount: Int) throws {
    let devices = Array(try TestPlugin.client.devices.prefix(deviceCount))
    let program = try ShardedExecutable(
      text: text(deviceCount: deviceCount, weights: "[{}, {}]"), devices: devices)
    let w = HostBuffer(numbers(6, 5), shape: [3, 2])
    let x = HostBuffer(numbers(24, 3), shape: [8, 3])
    let y = HostBuffer(numbers(16, 2), shape: [8, 2])
    var weights = try Sharding.replicated.parts(of: w, on: devices)
    let inputs = [
      try Sharding.split(axis: 0).parts(of: x, on: devices),
      try Sharding.split(axis: 0).parts(of: y, on: devices),
    ]
    for part in inputs[0] { #expect(try part.type == TensorType(.float32, [8 / deviceCount, 3])) }
    let expected = expected(stepCount: 50)
    for step in 0..<50 {
      let outputs = try program.run([weights] + inputs)
      weights = outputs[0]
      for loss in outputs[1] { #expect(isClose(try scalars(loss), [expected.losses[step]])) }
    }
    for part in weights { #expect(isClose(try scalars(part), expected.weights)) }
  }

  @Test func aProgramComesFromTheDisk() throws {
    try withTemporaryFolder { folder in
      let cache = ExecutableCache(folder: folder)
      let devices = Array(try TestPlugin.client.devices.suffix(2))
      let text = text(deviceCount: 2, weights: "[{}, {}]")
      for _ in 0..<2 {
        let program = try ShardedExecutable(text: text, devices: devices, cache: cache)
        let outputs = try program.run([
          Sharding.replicated.parts(of: HostBuffer(numbers(6, 5), shape: [3, 2]), on: devices),
          Sharding.split(axis: 0).parts(of: HostBuffer(numbers(24, 3), shape: [8, 3]), on: devices),
          Sharding.split(axis: 0).parts(of: HostBuffer(numbers(16, 2), shape: [8, 2]), on: devices),
        ])
        let expected = expected(stepCount: 1)
        for part in outputs[0] { #expect(isClose(try scalars(part), expected.weights)) }
      }
      let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(files.count == 1)
    }
  }

  @Test func weightsAreSplit() throws {
    let devices = Array(try TestPlugin.client.devices.prefix(2))
    // The columns cannot be split with the same devices as the rows of the batch, unless XLA moves data.
    let program = try ShardedExecutable(
      text: text(deviceCount: 2, weights: "[{}, {\"devices\"}]"), devices: devices)
    let columns = Sharding.split(axis: 1)
    var weights = try columns.parts(of: HostBuffer(numbers(6, 5), shape: [3, 2]), on: devices)
    let rows = Sharding.split(axis: 0)
    let inputs = [
      try rows.parts(of: HostBuffer(numbers(24, 3), shape: [8, 3]), on: devices),
      try rows.parts(of: HostBuffer(numbers(16, 2), shape: [8, 2]), on: devices),
    ]
    let expected = expected(stepCount: 10)
    for _ in 0..<10 { weights = try program.run([weights] + inputs)[0] }
    for part in weights { #expect(try part.type == TensorType(.float32, [3, 1])) }
    let whole = try columns.whole(weights, type: TensorType(.float32, [3, 2]))
    #expect(isClose(whole.scalars(as: Float.self).map(Double.init), expected.weights))
  }

  @Test func partsMakeAWholeAgain() throws {
    let devices = Array(try TestPlugin.client.devices.prefix(2))
    let tensor = HostBuffer((0..<24).map(Int32.init), shape: [2, 4, 3])
    for sharding in [Sharding.replicated, .split(axis: 0), .split(axis: 1)] {
      let whole = try sharding.whole(try sharding.parts(of: tensor, on: devices), type: tensor.type)
      #expect(whole.scalars(as: Int32.self) == tensor.scalars(as: Int32.self))
    }
    #expect(throws: EngineError.self) { try Sharding.split(axis: 2).parts(of: tensor, on: devices) }
  }
}
