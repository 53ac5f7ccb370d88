import StrataCPU
import StrataGraph

/// How long the steps of a program take.
public typealias Profile = StrataCPU.Profile

/// Records and compiles a closure as `compiled` does, runs it several times, and says how long each step of its program
/// takes.
///
/// ```swift
/// print(try profile([x]) { [($0[0] * weight.value).sum()] })
/// ```
///
/// Variables that the closure assigns have their old values afterwards.
/// - Throws: what the closure throws; `StrataError.deviceUnavailable` on another device than `.cpu`, whose steps are not
///   known.
public func profile(
  _ arguments: [Tensor], runCount: Int = 20, _ body: @escaping ([Tensor]) throws -> [Tensor]
) throws -> Profile {
  let buffers = arguments.map { $0.concreteBuffer(reading: "elements") }
  return try CompiledFunction(body).program(for: arguments.map(\.type)).profile(buffers, runCount: runCount)
}

extension Model {
  /// How long the steps of one training step take, from the forward pass to the optimizer's update.
  ///
  /// ```swift
  /// print(try model.profile(x, y, batchSize: 64))
  /// ```
  ///
  /// Trains on the first batch several times, and then puts back what that changed.
  /// - Parameters:
  ///   - x: the inputs, as for `fit`.
  ///   - y: the truth, as for `fit`.
  ///   - runCount: how often the training step runs; of each of its steps the shortest time counts.
  /// - Throws: as `fit`.
  public func profile(
    _ x: any TensorOrList, _ y: any TensorOrList, batchSize: Int = 32,
    sampleWeight: (any TensorOrList)? = nil,
    runCount: Int = 20
  ) throws -> Profile {
    try requirePositive(batchSize, "batchSize")
    let compilation = try requireCompilation()
    let all = try samples(Batch(x, y, sampleWeight: sampleWeight), compilation)
    let batch = all.rows(0..<min(batchSize, all.count))
    let hasSeenData = compilation.hasSeenData
    defer { compilation.hasSeenData = hasSeenData }
    let program = try compilation.trainingProgram(
      of: self, for: batch.tensors.map(\.type), batch.layout, isMeasured: false)
    return try program.profile(batch.buffers, runCount: runCount)
  }
}

extension Program {
  /// Runs the program several times, and puts back what its variables held.
  fileprivate func profile(_ arguments: [Buffer], runCount: Int) throws -> Profile {
    guard let executable = executable as? CPUExecutable else {
      throw StrataError.deviceUnavailable(
        device: "\(Device.current)", reason: "its programs do not say how long their steps take; the cpu's do"
      )
    }
    let values = assigned.map(\.value)
    let profile = try executable.profiling {
      for _ in 0..<max(1, runCount) { _ = try run(arguments) }
    }
    for (variable, value) in zip(assigned, values) { variable.value = value }
    return profile
  }
}
