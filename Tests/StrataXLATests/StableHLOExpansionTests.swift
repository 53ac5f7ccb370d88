import ReferenceEngine
import StrataGraph
import Testing

@testable import StrataXLA

/// Operations that are written out, against what they stand for, both on the reference engine.
@Suite struct StableHLOExpansionTests {
  @Test(arguments: conformanceFamilies) func meansTheSame(_ family: ConformanceFamily) throws {
    for row in family.rows {
      let expanded = try row.graph.expanded()
      if expanded == row.graph { continue }
      let wanted = try ReferenceEngine().evaluate(row.graph, row.inputs)
      let found = try ReferenceEngine().evaluate(expanded, row.inputs)
      for (index, pair) in zip(found, wanted).enumerated() {
        if let difference = firstDifference(pair.0, pair.1, row.tolerance) {
          Issue.record("\(row.name), output \(index): \(difference)")
        }
      }
    }
  }

  @Test func leavesNothingThatStableHLOLacks() throws {
    for row in conformanceRows { expectPlain(try row.graph.expanded(), row.name) }
  }

  private func expectPlain(_ graph: Graph, _ name: String) {
    for node in graph.nodes {
      switch node.operation {
      case .randomBits, .argReduce, .selectAndScatter, .unary(.erf), .unary(.erfInverse), .unary(.tan):
        Issue.record("\(node.operation.name) is still in \(name)")
      case .scan(let scan): expectPlain(scan.body, name)
      default: break
      }
    }
  }

  /// No type of the table has these.
  @Test func worksForBool() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.bool, [2, 3]))
    graph.outputs = [
      graph.add(.argReduce(.maximum, axis: 1), x), graph.add(.argReduce(.minimum, axis: 1), x),
      graph.add(.iota(TensorType(.bool, [3]), axis: 0)), graph.add(.bitcast(.uint8), x),
    ]
    let expanded = try graph.expanded()
    let input = HostBuffer([false, true, true, true, true, false], shape: [2, 3])
    let wanted = try ReferenceEngine().evaluate(graph, [input])
    let found = try ReferenceEngine().evaluate(expanded, [input])
    for (found, wanted) in zip(found, wanted) { #expect(firstDifference(found, wanted, .exact) == nil) }
  }

  @Test func refusesMoreRandomBitsThanAStreamHas() throws {
    var graph = Graph()
    let key = graph.addInput(TensorType(.uint32, [2]))
    graph.outputs = [graph.add(.randomBits(shape: [1 << 17, 1 << 16]), key)]
    #expect(throws: EngineError.self) { try stableHLO(of: graph) }
  }
}
