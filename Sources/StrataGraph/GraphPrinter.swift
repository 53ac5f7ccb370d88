extension Graph: CustomStringConvertible {
  /// One line for each node, such as `%3 = add(%1, %2) : float32[2]`.
  public var description: String {
    var lines = nodes.indices.map { index in
      let node = nodes[index]
      let operands = node.operands.map(Self.name).joined(separator: ", ")
      let types = node.types.map(\.description).joined(separator: ", ")
      return "%\(index) = \(node.operation.name)(\(operands)) : \(types)"
    }
    lines.append("return \(outputs.map(Self.name).joined(separator: ", "))")
    return lines.joined(separator: "\n")
  }

  private static func name(_ value: Value) -> String {
    value.result == 0 ? "%\(value.node)" : "%\(value.node).\(value.result)"
  }
}
