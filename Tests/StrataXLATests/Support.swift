import Foundation
import StrataGraph
import Testing

@testable import StrataXLA

/// The plugin for the CPU on this machine, if there is one, and a client of it for all tests.
enum TestPlugin {
  static let path = try? PluginSearch().path(for: .cpu)
  static let deviceCount = 4
  private static let result = Result { () throws(EngineError) in
    try PJRTClient(.cpu, path: path ?? "", options: ["cpu_device_count": .integer(Int64(deviceCount))])
  }

  static var client: PJRTClient { get throws(EngineError) { try result.get() } }
}

extension Trait where Self == ConditionTrait {
  static var needsPlugin: Self { .enabled(if: TestPlugin.path != nil, "no PJRT plugin is installed") }
}

/// Calls `body` with a new folder, which is removed afterwards.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}

extension XLAEngine {
  /// A program whose inputs and outputs all have one type.
  func compile(
    _ text: String, _ type: TensorType, inputCount: Int = 1, outputCount: Int = 1,
    donations: [Int: Int] = [:],
    fixedInputs: Set<Int> = []
  ) throws -> XLAExecutable {
    try compile(
      text: text, inputs: Array(repeating: type, count: inputCount),
      outputs: Array(repeating: type, count: outputCount), donations: donations, fixedInputs: fixedInputs)
  }
}

/// Programs on vectors of four `float32`.
enum Texts {
  static let type = TensorType(.float32, [4])

  /// x + x
  static let double = """
    module @double {
      func.func public @main(%x: tensor<4xf32>) -> tensor<4xf32> {
        %sum = stablehlo.add %x, %x : tensor<4xf32>
        return %sum : tensor<4xf32>
      }
    }
    """

  /// x - y
  static let difference = """
    module @difference {
      func.func public @main(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
        %difference = stablehlo.subtract %x, %y : tensor<4xf32>
        return %difference : tensor<4xf32>
      }
    }
    """

  /// x + y in the memory of x, and x · y
  static let update = """
    module @update {
      func.func public @main(
          %x: tensor<4xf32> {tf.aliasing_output = 0 : i32}, %y: tensor<4xf32>
      ) -> (tensor<4xf32>, tensor<4xf32>) {
        %sum = stablehlo.add %x, %y : tensor<4xf32>
        %product = stablehlo.multiply %x, %y : tensor<4xf32>
        return %sum, %product : tensor<4xf32>, tensor<4xf32>
      }
    }
    """
}

/// The memory of the process that is in use.
func residentByteCount() -> Int {
  let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
  return fields.count > 1 ? Int(fields[1])! * Int(getpagesize()) : 0
}
