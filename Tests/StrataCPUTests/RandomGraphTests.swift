import ReferenceEngine
import StrataCPU
import StrataGraph
import Testing

/// Graphs of random operations, to try what the passes make of odd combinations.
@Suite struct RandomGraphTests {
  @Test func agreesWithReference() throws {
    for seed in 0..<200 { try checkGraph(seed: seed) }
  }

  /// Simplification moves work out of scans and merges it.
  @Test func simplifiedGraphAgreesWithReference() throws {
    for seed in 1000..<1200 { try checkGraph(seed: seed, isSimplified: true) }
  }

  /// Types with fewer digits, as they were made and simplified.
  @Test(arguments: [DType.float32, .float16, .bfloat16]) func otherTypesAgreeWithReference(_ dtype: DType)
    throws
  {
    // One of the last has a product of batches of single numbers.
    for seed in Array(2000..<2080) + [2505] {
      for disagreement in try disagreements(of: CPUEngine.shared, onGraphFromSeed: seed, in: dtype) {
        Issue.record("\(disagreement)")
      }
    }
  }

  private func checkGraph(seed: Int, isSimplified: Bool = false) throws {
    var generator = GraphGenerator(seed: UInt64(seed))
    let original = generator.makeGraph()
    let graph = isSimplified ? original.simplified() : original
    let inputs = graph.inputs.map { generator.elements(graph[$0]) }
    let donations = generator.donations(graph)
    let buffers = zip(graph.inputs, inputs).map { HostBuffer(graph[$0], $1) }
    let expected = try ReferenceEngine().evaluate(original, buffers)
    let result = try runOnEngine(graph, inputs, donations: donations)
    for (index, output) in result.outputs.enumerated() {
      #expect(
        difference(output, expected[index].doubles) < 1e-9,
        "seed \(seed), output \(index), donations \(donations)\n\(graph)")
    }
    for index in inputs.indices where !donations.values.contains(index) {
      #expect(result.inputs[index] == inputs[index], "input \(index) was written\n\(graph)")
    }
  }
}

/// SplitMix64, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
