extension Graph {
  /// The program without nodes on which no output depends. Inputs stay, as callers count them.
  func withoutDeadCode() -> Graph {
    var isNeeded = [Bool](repeating: false, count: nodes.count)
    for value in inputs + outputs { isNeeded[value.node] = true }
    for index in nodes.indices.reversed() where isNeeded[index] {
      for operand in nodes[index].operands { isNeeded[operand.node] = true }
    }
    var result = Graph()
    var places = [Int](repeating: -1, count: nodes.count)
    func moved(_ value: Value) -> Value { Value(node: places[value.node], result: value.result) }
    for index in nodes.indices where isNeeded[index] {
      places[index] = result.add(nodes[index].operation, nodes[index].operands.map(moved)).node
    }
    result.outputs = outputs.map(moved)
    return result
  }
}
