import StrataGraph

/// The program as StableHLO text, a module with one public function @main whose arguments and results are the graph's
/// inputs and outputs in order. Equal graphs give equal text.
/// - Parameters:
///   - donations: for an output, the index of the input whose memory it takes over.
///   - target: what the text is written for.
/// - Throws: `EngineError` if the program has an operation that is too large for this engine.
public func stableHLO(
  of graph: Graph, donations: [Int: Int] = [:], target: StableHLOTarget = .init()
) throws(EngineError) -> String {
  try stableHLO(of: graph, donations: donations, target: target, shardings: nil)
}

/// The same for several devices, with how the inputs and outputs are split; nil for one device.
func stableHLO(
  of graph: Graph, donations: [Int: Int], target: StableHLOTarget, shardings: ShardingAnnotations?
) throws(EngineError) -> String {
  let expanded = try graph.expanded()
  var writer = OperationWriter(target: target)
  let arguments = expanded.inputs.map { writer.makeValue(expanded[$0]) }
  let results = writer.write(expanded, inputs: arguments)
  let takers = Dictionary(donations.map { ($0.value, $0.key) }) { first, _ in first }
  let parameters = arguments.enumerated().map { index, argument in
    let alias = takers[index].map { "tf.aliasing_output = \($0) : i32" }
    let sharding = shardings?.input(index, rank: argument.type.rank)
    return "\(argument.name): \(argument.type.stableHLO)\(dictionary([alias, sharding]))"
  }
  let returned = results.enumerated().map { index, result in
    result.type.stableHLO + dictionary([shardings?.output(index, rank: result.type.rank)])
  }
  let signature = "(\(parameters.joined(separator: ", "))) -> (\(returned.joined(separator: ", ")))"
  let types = results.map(\.type.stableHLO).joined(separator: ", ")
  return """
    module @strata\(shardings?.moduleAttributes ?? "") {
    \(shardings?.mesh ?? "")  func.func public @main\(signature) {
    \(writer.lines.joined(separator: "\n"))
        "func.return"(\(results.map(\.name).joined(separator: ", "))) : (\(types)) -> ()
      }
    }

    """
}

/// The attributes of an argument or result, in front of which there is a space; nothing if there are none.
private func dictionary(_ attributes: [String?]) -> String {
  let given = attributes.compactMap { $0 }
  return given.isEmpty ? "" : " {\(given.joined(separator: ", "))}"
}
