import ReferenceEngine
import StrataCPU
import StrataGraph
import Testing

/// Products of few numbers, for all numbers of rows and vectors that registers hold at once.
@Suite struct SmallDotTests {
  struct Layout: CustomTestStringConvertible, Sendable {
    let isLeftTransposed, isRightTransposed, hasBias: Bool
    var testDescription: String {
      (isLeftTransposed ? "Aᵀ" : "A") + (isRightTransposed ? "·Bᵀ" : "·B") + (hasBias ? " + bias" : "")
    }
  }

  @Test(arguments: [
    Layout(isLeftTransposed: false, isRightTransposed: false, hasBias: false),
    Layout(isLeftTransposed: false, isRightTransposed: false, hasBias: true),
    Layout(isLeftTransposed: true, isRightTransposed: false, hasBias: false),
    Layout(isLeftTransposed: false, isRightTransposed: true, hasBias: true),
    Layout(isLeftTransposed: true, isRightTransposed: true, hasBias: false),
  ])
  func agreesWithReference(layout: Layout) throws {
    for columns in [1, 2, 15, 16, 17, 33, 48, 63, 64, 65, 130] {
      for rows in [1, 2, 3, 7, 8, 9, 13] { try check(rows, 5, columns, layout) }
      for length in [1, 2, 31] { try check(4, length, columns, layout) }
    }
  }

  private func check(_ rows: Int, _ length: Int, _ columns: Int, _ layout: Layout) throws {
    var graph = Graph()
    func operand(_ rows: Int, _ columns: Int, isTransposed: Bool) -> Value {
      graph.addInput(TensorType(.float32, isTransposed ? [columns, rows] : [rows, columns]))
    }
    let left = operand(rows, length, isTransposed: layout.isLeftTransposed)
    let right = operand(length, columns, isTransposed: layout.isRightTransposed)
    let axes = DotAxes(
      leftContracting: [layout.isLeftTransposed ? 0 : 1],
      rightContracting: [layout.isRightTransposed ? 1 : 0])
    var result = graph.add(.dot(axes), left, right)
    if layout.hasBias {
      let bias = graph.addInput(TensorType(.float32, [columns]))
      result = graph.add(
        .binary(.add), result, graph.add(.broadcast(shape: [rows, columns], axes: [1]), bias))
    }
    graph.outputs = [result]
    let inputs = graph.inputs.map { input in
      HostBuffer(graph[input], (0..<graph[input].count).map { Double($0 * 7 % 13 - 6) })
    }
    let actual = try CPUEngine.shared.evaluate(graph, inputs)[0].doubles
    let expected = try ReferenceEngine().evaluate(graph, inputs)[0].doubles
    if actual != expected { Issue.record("\(rows)×\(length)×\(columns) \(layout.testDescription)") }
  }
}
