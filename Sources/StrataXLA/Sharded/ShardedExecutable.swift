import StrataGraph
import Synchronization

/// How the inputs and outputs of a program are split, in its order.
public struct ProgramShardings: Hashable, Sendable {
  public let inputs: [Sharding]
  public let outputs: [Sharding]

  public init(inputs: [Sharding], outputs: [Sharding]) {
    self.inputs = inputs
    self.outputs = outputs
  }
}

/// A program that the devices of a mesh run together, each on its part of the tensors.
public final class ShardedExecutable: Executable {
  private let program: LoadedExecutable
  private let mesh: Mesh
  private let inputTypes: [TensorType]
  private let outputTypes: [TensorType]
  private let donations: [Int: Int]
  private let shardings: ProgramShardings

  init(
    program: LoadedExecutable, mesh: Mesh, inputs: [TensorType], outputs: [TensorType], donations: [Int: Int],
    shardings: ProgramShardings
  ) {
    self.program = program
    self.mesh = mesh
    inputTypes = inputs
    outputTypes = outputs
    self.donations = donations
    self.shardings = shardings
  }

  /// Starts the program; whoever reads an output waits for it. Inputs may be buffers of any engine, and those that are
  /// not split as the program needs them are split first. Outputs are `ShardedBuffer`s on the program's devices.
  ///
  /// - Throws: `EngineError`, for example where the devices have not enough memory. A failure after the start is thrown
  ///   where somebody waits for an output, or here on the host's own devices.
  public func run(inputs: [Buffer], outputs: [Buffer]) throws(EngineError) {
    precondition(
      inputs.map(\.type) == inputTypes && outputs.map(\.type) == outputTypes,
      "the program takes \(inputTypes) and gives \(outputTypes)")
    let results = try run(
      inputs, donating: donations.filter { inputs[$0.value] === outputs[$0.key] }.map(\.value))
    for (index, output) in outputs.enumerated() {
      guard let output = output as? ShardedBuffer, output.mesh == mesh else {
        preconditionFailure("an output that is not on the \(mesh.devices.count) devices")
      }
      output.replace(with: results.map { $0[index] }, shardings.outputs[index])
    }
  }

  private func run(
    _ inputs: [Buffer], donating donated: [Int]
  ) throws(EngineError) -> [[DeviceBuffer]] {
    var parts: [[DeviceBuffer]] = mesh.devices.map { _ in [] }
    var kept = Set(donations.values).subtracting(donated)
    for (index, (input, sharding)) in zip(inputs, shardings.inputs).enumerated() {
      var buffers: [DeviceBuffer]
      if let input = input as? ShardedBuffer, input.mesh == mesh {
        let areUnshared: Bool
        (buffers, areUnshared) = try input.parts(sharding)
        if !areUnshared, donated.contains(index) { kept.insert(index) }
      } else {
        try input.waitUntilComputed()
        buffers = try sharding.parts(of: input, on: mesh)
      }
      for (device, buffer) in buffers.enumerated() { parts[device].append(buffer) }
    }
    guard mesh.isOnHost else { return try program.run(parts, keeping: kept.sorted()) }
    return try Self.turns.withLock { _ throws(EngineError) in
      let end = RunEnd(client: mesh.client)
      let results = try program.run(parts, keeping: kept.sorted(), end: end)
      try end.wait()
      return results
    }
  }

  /// The devices of a host share its threads. If parts of several runs held all of them and waited for other parts,
  /// these would never get their turn.
  private static let turns = Mutex(())
}

extension Mesh {
  /// Whether the devices are the host's own processor.
  fileprivate var isOnHost: Bool { devices.count > 1 && client.isOnHost }
}
