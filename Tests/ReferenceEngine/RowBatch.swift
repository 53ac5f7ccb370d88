import StrataGraph

/// The programs of several rows as one, which compiles faster than many programs.
public struct RowBatch {
  private var graph = Graph()
  private var inputs: [Buffer] = []
  private let rows: [ConformanceRow]

  /// The rows of a family, a hundred at a time.
  public static func all(of family: ConformanceFamily) -> [RowBatch] {
    stride(from: 0, to: family.rows.count, by: 100).map { RowBatch(Array(family.rows[$0...].prefix(100))) }
  }

  private init(_ rows: [ConformanceRow]) {
    self.rows = rows
    for row in rows {
      add(row.graph)
      inputs += row.inputs
    }
  }

  private mutating func add(_ other: Graph) {
    let first = graph.nodes.count
    func moved(_ value: Value) -> Value { Value(node: first + value.node, result: value.result) }
    for node in other.nodes { _ = graph.add(node.operation, node.operands.map(moved)) }
    graph.outputs += other.outputs.map(moved)
  }

  /// What differs between the outputs of an engine and of the reference, with the row's name and program.
  public func disagreements(of engine: some Engine) throws -> [String] {
    var remaining = try engine.evaluate(graph, inputs)[...]
    return try rows.flatMap { row in
      let results = remaining.prefix(row.graph.outputs.count)
      remaining = remaining.dropFirst(results.count)
      let expected = try ReferenceEngine().evaluate(row.graph, row.inputs)
      return zip(results, expected).enumerated().compactMap { index, pair in
        firstDifference(pair.0, pair.1, row.tolerance).map {
          "\(row.name), output \(index): \($0)\n\(row.graph)"
        }
      }
    }
  }
}
