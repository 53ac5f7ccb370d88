extension Plan {
  /// Finds the nodes that outputs need.
  mutating func findLiveNodes() {
    isLive = nodes.map { _ in false }
    for output in outputs { isLive[output.node] = true }
    for node in nodes.indices.reversed() where isLive[node] {
      for operand in nodes[node].operands { isLive[operand.node] = true }
    }
  }
}
