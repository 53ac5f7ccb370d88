import StrataCPU
import StrataGraph

extension Graph {
  /// The result of an operation that must fit its operands.
  mutating func add(_ operation: Operation, _ operands: Value...) -> Value {
    try! append(operation, operands)
  }

  /// A scalar constant, broadcast to the shape of a value.
  mutating func filled(_ scalar: Double, like value: Value) -> Value {
    let constant = add(.constant(Literal(scalar, self[value].dtype)))
    return add(.broadcast(shape: self[value].shape, axes: []), constant)
  }
}

extension HostBuffer {
  /// A buffer of any type with the given elements.
  convenience init(_ type: TensorType, _ elements: [Double]) {
    let shape = type.shape
    switch type.dtype {
    case .bool: self.init(elements.map { $0 != 0 }, shape: shape)
    case .uint8: self.init(elements.map(UInt8.init), shape: shape)
    case .int32: self.init(elements.map(Int32.init), shape: shape)
    case .uint32: self.init(elements.map(UInt32.init), shape: shape)
    case .int64: self.init(elements.map(Int64.init), shape: shape)
    case .float16: self.init(elements.map(Float16.init), shape: shape)
    case .bfloat16: self.init(elements.map { BFloat16($0) }, shape: shape)
    case .float32: self.init(elements.map(Float.init), shape: shape)
    case .float64: self.init(elements, shape: shape)
    }
  }
}

extension Buffer {
  /// The elements, whatever their type.
  var doubles: [Double] {
    switch type.dtype {
    case .bool: scalars(as: Bool.self).map { $0 ? 1 : 0 }
    case .uint8: scalars(as: UInt8.self).map(Double.init)
    case .int32: scalars(as: Int32.self).map(Double.init)
    case .uint32: scalars(as: UInt32.self).map(Double.init)
    case .int64: scalars(as: Int64.self).map(Double.init)
    case .float16: scalars(as: Float16.self).map(Double.init)
    case .bfloat16: scalars(as: BFloat16.self).map { Double(Float($0)) }
    case .float32: scalars(as: Float.self).map(Double.init)
    case .float64: scalars(as: Double.self)
    }
  }
}

/// Runs a graph on the engine. Donated inputs are updated in place.
/// - Returns: the outputs, and the inputs after the run.
func runOnEngine(
  _ graph: Graph, _ inputs: [[Double]], donations: [Int: Int] = [:]
) throws -> (outputs: [[Double]], inputs: [[Double]]) {
  let executable = try CPUEngine.shared.compile(graph, donations: donations)
  let inputBuffers = zip(graph.inputs, inputs).map { HostBuffer(graph[$0], $1) }
  let outputBuffers = graph.outputs.enumerated().map { index, output in
    donations[index].map { inputBuffers[$0] } ?? HostBuffer(type: graph[output])
  }
  try executable.run(inputs: inputBuffers, outputs: outputBuffers)
  return (outputBuffers.map(\.doubles), inputBuffers.map(\.doubles))
}

/// The largest difference between two lists of numbers, relative to numbers larger than one. NaN equals NaN.
func difference(_ left: [Double], _ right: [Double]) -> Double {
  precondition(left.count == right.count)
  return zip(left, right).reduce(0) { worst, pair in
    let (x, y) = pair
    if x == y || x.isNaN && y.isNaN { return worst }
    let error = abs(x - y) / max(1, abs(y))
    return error.isNaN ? .infinity : max(worst, error)
  }
}
