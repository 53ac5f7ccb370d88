import StrataGraph

/// Runs a graph of random operations on an engine, as it was made or simplified, and with inputs in the engine's own
/// buffers, some of which outputs take over.
/// - Returns: what differs from the reference, or which input was written although it is not donated.
public func disagreements(of engine: some Engine, onGraphFromSeed seed: Int) throws -> [String] {
  var generator = GraphGenerator(seed: UInt64(seed))
  let original = generator.makeGraph()
  let graph = seed.isMultiple(of: 2) ? original : original.simplified()
  let inputs = graph.inputs.map { HostBuffer(generator.elements(graph[$0]), shape: graph[$0].shape) }
  let donations = generator.donations(graph)
  let executable = try engine.compile(graph, donations: donations)
  let given = try inputs.map { try engine.copy(of: $0) }
  let outputs = graph.outputs.enumerated().map { index, output in
    donations[index].map { given[$0] } ?? engine.makeBuffer(graph[output])
  }
  try executable.run(inputs: given, outputs: outputs)

  let expected = try ReferenceEngine().evaluate(original, inputs)
  let wrong = zip(outputs, expected).enumerated().compactMap { index, pair in
    let error = difference(pair.0.scalars(as: Double.self), pair.1.scalars(as: Double.self))
    return error < 1e-9
      ? nil : "seed \(seed), output \(index), donations \(donations): off by \(error)\n\(graph)"
  }
  let written = inputs.indices.filter { index in
    !donations.values.contains(index) && firstDifference(given[index], inputs[index], .exact) != nil
  }
  return wrong + written.map { "seed \(seed), input \($0) was written\n\(graph)" }
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
