extension Graph {
  /// The program without nodes on which no output depends, and scans without what nobody uses of them. Inputs stay,
  /// as callers count them.
  func withoutDeadCode() -> Graph { restricted(toInputs: Array(inputs.indices), outputs: outputs) }

  /// The program with only some of its inputs, among them all that the new outputs need, and with other outputs.
  func restricted(toInputs kept: [Int], outputs newOutputs: [Value]) -> Graph {
    let needs = Needs(of: self, outputs: newOutputs)
    var result = Graph()
    var moved = nodes.map { _ in [Value?]() }
    func place(of value: Value) -> Value { moved[value.node][value.result]! }
    let keptNodes = Set(kept.map { inputs[$0].node })
    for (index, node) in nodes.enumerated() {
      if case .input(_, let type) = node.operation {
        if keptNodes.contains(index) { moved[index] = [result.addInput(type)] }
      } else if case .scan(let scan) = node.operation, let part = needs.scans[index] {
        let added = result.add(
          .scan(part.scan(from: scan)), part.operands.map { place(of: node.operands[$0]) })
        moved[index] = part.places.map { place in place.map { Value(node: added.node, result: $0) } }
      } else if needs.contains(node: index) {
        let added = result.add(node.operation, node.operands.map(place))
        moved[index] = node.types.indices.map { Value(node: added.node, result: $0) }
      }
    }
    result.outputs = newOutputs.map(place)
    return result
  }
}

/// Which values of a graph are needed for its outputs.
struct Needs {
  private var results: [[Bool]]
  /// What is needed of the scans among the nodes.
  private(set) var scans: [Int: ScanPart] = [:]

  init(of graph: Graph, outputs: [Value]) {
    results = graph.nodes.map { node in node.types.map { _ in false } }
    for value in outputs { results[value.node][value.result] = true }
    for index in graph.nodes.indices.reversed() where contains(node: index) {
      let node = graph.nodes[index]
      var operands = node.operands
      if case .scan(let scan) = node.operation {
        let part = ScanPart(of: scan, needed: results[index])
        operands = part.operands.map { operands[$0] }
        scans[index] = part
      }
      for operand in operands { results[operand.node][operand.result] = true }
    }
  }

  func contains(node: Int) -> Bool { results[node].contains(true) }

  func contains(_ value: Value) -> Bool { results[value.node][value.result] }
}
