import StrataGraph
import StrataXLA

/// A recorded and compiled closure with the variables that it works on.
final class Program {
  let executable: any Executable
  /// Where the program runs.
  let device: Device
  private let engine: any Engine
  /// Where the inputs of the executable come from, in its order.
  private enum Source {
    case argument(Int)
    case variable(Variable)
    case capture(Buffer)

    /// How several devices share the input.
    func sharding(in group: DeviceGroup, type: TensorType) throws -> Sharding {
      switch self {
      case .argument: group.batchSharding(type)
      case .variable(let variable): try group.sharding(of: variable)
      case .capture: .replicated
      }
    }
  }
  private let sources: [Source]
  /// The variables that a run changes.
  let assigned: [Variable]
  /// The variables that a run changes and that the next run depends on.
  let carried: [Variable]
  private let resultTypes: [TensorType]
  // The buffers of the last run; `run` only replaces those that changed, so that a steady loop allocates nothing.
  private var inputs: [Buffer] = []
  private var outputs: [Buffer] = []

  /// Compiles what `trace` recorded, for the current device.
  /// - Parameter results: the traced tensors that each run returns.
  init(_ trace: Trace, results: [Tensor]) throws {
    let assigned = trace.assignments
    // A concrete result becomes one more input, so the outputs are looked up before the graph is taken.
    let outputs = results.map { trace.value(of: $0) } + assigned.map { trace.value(of: trace.value(of: $0)) }
    var graph = trace.graph
    graph.outputs = outputs
    var sources: [Int: Source] = [:]
    for (index, value) in trace.arguments.enumerated() { sources[value.node] = .argument(index) }
    device = Device.current
    engine = try Engines.shared.engine(of: device)
    for capture in trace.captures {
      sources[capture.value.node] = .capture(try engine.adopting(capture.buffer))
    }
    for read in trace.reads { sources[read.value.node] = .variable(read.variable) }
    let inputs = graph.inputs.map { sources[$0.node]! }
    self.sources = inputs
    var positions: [ObjectIdentifier: Int] = [:]
    for case (let position, .variable(let variable)) in inputs.enumerated() {
      positions[ObjectIdentifier(variable)] = position
    }
    var donations: [Int: Int] = [:]
    for (offset, variable) in assigned.enumerated() {
      donations[results.count + offset] = positions[ObjectIdentifier(variable)]
    }
    self.assigned = assigned
    carried = assigned.filter { positions[ObjectIdentifier($0)] != nil }
    resultTypes = results.map(\.type)
    // The weights of a network in use stay the same from run to run, and those of one in training do not.
    let changing = trace.differentiated.union(assigned.map { ObjectIdentifier($0) })
    let fixedInputs = Set(positions.filter { !changing.contains($0.key) }.values)
    executable = try ProgramCache.shared.executable(
      for: graph, donations: donations, fixedInputs: fixedInputs, on: device,
      shardings: try device.group.map { group in
        ProgramShardings(
          inputs: try zip(inputs, graph.inputs).map { try $0.sharding(in: group, type: graph[$1]) },
          outputs: try results.map { group.batchSharding($0.type) }
            + assigned.map { try group.sharding(of: $0) })
      })
  }

  /// Runs the program on the given arguments: new values in the variables that it assigns, and its results.
  /// - Throws: `StrataError.computationFailed` if the device fails, for example for want of memory.
  func run(_ arguments: [Buffer]) throws -> [Tensor] {
    let results = resultTypes.map { engine.makeBuffer($0) }
    try run(arguments, results: results)
    return results.map { Tensor($0) }
  }

  /// Runs the program with buffers of its engine for its results. With the same buffers each time it allocates nothing.
  func run(_ arguments: [Buffer], results: [Buffer]) throws {
    // Exclusive buffers come first: an assigned variable is also read as an input.
    for (offset, variable) in assigned.enumerated() {
      set(
        &outputs, results.count + offset, try variable.exclusiveBuffer(for: engine),
        count: results.count + assigned.count)
    }
    for (index, buffer) in results.enumerated() {
      set(&outputs, index, buffer, count: results.count + assigned.count)
    }
    for (index, source) in sources.enumerated() {
      let buffer =
        switch source {
        case .argument(let position): try engine.adopting(arguments[position])
        case .variable(let variable): try variable.buffer(for: engine)
        case .capture(let buffer): buffer
        }
      set(&inputs, index, buffer, count: sources.count)
    }
    do throws(EngineError) {
      try executable.run(inputs: inputs, outputs: outputs)
    } catch {
      throw StrataError.computationFailed(device: "\(device)", reason: error.description)
    }
  }

  private func set(_ buffers: inout [Buffer], _ index: Int, _ buffer: Buffer, count: Int) {
    if buffers.count != count { buffers = [Buffer](repeating: buffer, count: count) }
    if buffers[index] !== buffer { buffers[index] = buffer }
  }
}
