extension Graph: CustomStringConvertible {
  /// One line for each node, such as `%3 = add(%1, %2) : float32[2]`.
  public var description: String {
    var lines = nodes.indices.flatMap { index in
      let node = nodes[index]
      let operands = node.operands.map(Self.name).joined(separator: ", ")
      let types = node.types.map(\.description).joined(separator: ", ")
      return ["%\(index) = \(node.operation.name)(\(operands)) : \(types)"] + body(of: node.operation)
    }
    lines.append("return \(outputs.map(Self.name).joined(separator: ", "))")
    return lines.joined(separator: "\n")
  }

  /// The lines of the program within an operation.
  private func body(of operation: Operation) -> [String] {
    guard case .scan(let scan) = operation else { return [] }
    return scan.body.description.split(separator: "\n").map { "    \($0)" }
  }

  private static func name(_ value: Value) -> String {
    value.result == 0 ? "%\(value.node)" : "%\(value.node).\(value.result)"
  }
}
