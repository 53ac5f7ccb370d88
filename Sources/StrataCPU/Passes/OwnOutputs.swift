import StrataGraph

extension Plan {
  /// Sees to it that each output is a value which a step writes, and that no two are the same one.
  /// - Returns: the outputs for which nothing is to be done, as they are the inputs whose buffers they take over.
  mutating func ownOutputs(donations: [Int: Int]) -> Set<Int> {
    var unchanged: Set<Int> = []
    var claimed: Set<Value> = []
    for index in outputs.indices {
      let view = view(of: outputs[index])
      if let root = view.root, view.isContiguous, view.count == self[root].count {
        if let donor = donations[index], root == inputs[donor] {
          unchanged.insert(index)
          outputs[index] = root
          continue
        }
        let computed = role(root.node) == .elementwise || role(root.node) == .heavy
        if computed, claimed.insert(root).inserted {
          outputs[index] = root
          continue
        }
      }
      outputs[index] = addCopy(of: outputs[index])
    }
    return unchanged
  }
}
