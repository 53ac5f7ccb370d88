import StrataGraph

/// Runs a graph of random operations on an engine, as it was made or simplified, and with inputs in the engine's own
/// buffers, some of which outputs take over.
/// - Returns: what differs from the reference, or which input was written although it is not donated.
public func disagreements(of engine: some Engine, onGraphFromSeed seed: Int) throws -> [String] {
  let run = try RandomRun(
    on: engine, GraphGenerator(seed: UInt64(seed)), isSimplified: !seed.isMultiple(of: 2))
  let expected = try ReferenceEngine().evaluate(run.original, run.inputs)
  let wrong = zip(run.outputs, expected).enumerated().compactMap { index, pair in
    let error = difference(pair.0.scalars(as: Double.self), pair.1.scalars(as: Double.self))
    return error < 1e-9 ? nil : "seed \(seed), output \(index): off by \(error)\n\(run)"
  }
  return wrong + run.writtenInputs.map { "seed \(seed), input \($0) was written\n\(run)" }
}

/// The same for a graph in a type with fewer digits than `float64`. An engine may keep more digits than the type has, but not fewer: it may be
/// off from the results in `float64` about as far as the reference is, which rounds after every operation.
public func disagreements(
  of engine: some Engine, onGraphFromSeed seed: Int, in dtype: DType
) throws -> [String] {
  func generator(_ dtype: DType) -> GraphGenerator {
    GraphGenerator(seed: UInt64(seed), dtype: dtype, isContinuous: true)
  }
  let run = try RandomRun(on: engine, generator(dtype), isSimplified: !seed.isMultiple(of: 2))
  let rounded = try ReferenceEngine().evaluate(run.original, run.inputs)
  var exactGenerator = generator(.float64)
  let exactInputs = run.inputs.map { HostBuffer($0.numbers, shape: $0.type.shape) }
  let exact = try ReferenceEngine().evaluate(exactGenerator.makeGraph(), exactInputs)
  let wrong = run.outputs.indices.compactMap { index -> String? in
    let (rounded, exact) = (rounded[index].numbers, exact[index].numbers)
    let largest = exact.map(abs).max() ?? 0
    // Sums may leave the range of float16 on the way, and not do so where more digits are kept.
    guard rounded.allSatisfy(\.isFinite), largest < 10_000 else { return nil }
    let allowed = 4 * distance(rounded, exact) + 4 * dtype.roundingUnit * max(1, largest)
    let error = distance(run.outputs[index].numbers, exact)
    return error <= allowed
      ? nil : "seed \(seed), output \(index) in \(dtype): off by \(error), more than \(allowed)\n\(run)"
  }
  return wrong + run.writtenInputs.map { "seed \(seed), input \($0) was written\n\(run)" }
}

/// A graph of random operations that an engine has run.
private struct RandomRun: CustomStringConvertible {
  /// As it was made.
  let original: Graph
  /// As the engine got it.
  let graph: Graph
  let inputs: [HostBuffer]
  let donations: [Int: Int]
  let outputs: [Buffer]
  /// The inputs that were written although they are not donated.
  let writtenInputs: [Int]

  init(on engine: some Engine, _ generator: GraphGenerator, isSimplified: Bool) throws {
    var generator = generator
    let original = generator.makeGraph()
    let graph = isSimplified ? original.simplified() : original
    let inputs = graph.inputs.map { HostBuffer(generator.elements(graph[$0]), rounded: graph[$0]) }
    let donations = generator.donations(graph)
    let executable = try engine.compile(graph, donations: donations)
    let given = try inputs.map { try engine.copy(of: $0) }
    let outputs = graph.outputs.enumerated().map { index, output in
      donations[index].map { given[$0] } ?? engine.makeBuffer(graph[output])
    }
    try executable.run(inputs: given, outputs: outputs)
    (self.original, self.graph, self.inputs, self.donations, self.outputs) = (
      original, graph, inputs, donations, outputs
    )
    writtenInputs = inputs.indices.filter { index in
      !donations.values.contains(index) && firstDifference(given[index], inputs[index], .exact) != nil
    }
  }

  var description: String { "donations \(donations)\n\(graph)" }
}

extension HostBuffer {
  /// Numbers rounded to the type.
  fileprivate convenience init(_ numbers: [Double], rounded type: TensorType) {
    switch type.dtype {
    case .float16: self.init(numbers.map { Float16($0) }, shape: type.shape)
    case .bfloat16: self.init(numbers.map { BFloat16($0) }, shape: type.shape)
    case .float32: self.init(numbers.map { Float($0) }, shape: type.shape)
    default: self.init(numbers, shape: type.shape)
    }
  }
}

extension Buffer {
  fileprivate var numbers: [Double] {
    withHostBytes { HostTensor(type, bytes: $0).elements.map(\.double) }
  }
}

extension DType {
  /// Half the distance of 1 from the next larger number of the type.
  fileprivate var roundingUnit: Double {
    switch self {
    case .bfloat16: 0x1p-9
    case .float16: 0x1p-12
    default: 0x1p-25
    }
  }
}

/// The largest difference; infinite where one is not a number.
private func distance(_ left: [Double], _ right: [Double]) -> Double {
  zip(left, right).reduce(0) { worst, pair in
    let error = abs(pair.0 - pair.1)
    return error.isNaN ? .infinity : max(worst, error)
  }
}

/// The largest difference, relative to numbers larger than one. NaN equals NaN.
private func difference(_ left: [Double], _ right: [Double]) -> Double {
  zip(left, right).reduce(0) { worst, pair in
    let (x, y) = pair
    if x == y || x.isNaN && y.isNaN { return worst }
    let error = abs(x - y) / max(1, abs(y))
    return error.isNaN ? .infinity : max(worst, error)
  }
}
