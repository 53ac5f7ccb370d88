/// Adds a scan to a graph in another form, and gives the values of its results.
typealias ScanRewrite = (inout Graph, Scan, [Value]) -> [Value]

extension Graph {
  var hasScans: Bool { nodes.contains { if case .scan = $0.operation { true } else { false } } }

  /// The program with each scan added anew by `rewrite`.
  func rewritingScans(_ rewrite: ScanRewrite) -> Graph {
    var result = Graph()
    var moved: [[Value]] = []
    func place(of value: Value) -> Value { moved[value.node][value.result] }
    for node in nodes {
      let operands = node.operands.map(place)
      if case .scan(let scan) = node.operation {
        moved.append(rewrite(&result, scan, operands))
      } else {
        let added = result.add(node.operation, operands)
        moved.append(node.types.indices.map { Value(node: added.node, result: $0) })
      }
    }
    result.outputs = outputs.map(place)
    return result
  }
}

/// Simplifies the step of a scan.
func simplifyStep(_ graph: inout Graph, _ scan: Scan, _ operands: [Value]) -> [Value] {
  let node = graph.add(.scan(scan.with(body: scan.body.simplified())), operands)
  return scan.body.outputs.indices.map { Value(node: node.node, result: $0) }
}
