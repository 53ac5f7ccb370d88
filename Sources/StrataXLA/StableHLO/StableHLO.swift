import StrataGraph

/// The program as StableHLO text, a module with one public function @main whose arguments and results are the graph's
/// inputs and outputs in order. Equal graphs give equal text.
/// - Parameters:
///   - donations: for an output, the index of the input whose memory it takes over.
///   - precision: that of dot products and convolutions.
/// - Throws: `EngineError` if the program has an operation that is too large for this engine.
public func stableHLO(
  of graph: Graph, donations: [Int: Int] = [:], precision: DotPrecision = .fast
) throws(EngineError) -> String {
  let expanded = try graph.expanded()
  var writer = OperationWriter(precision: precision)
  let arguments = expanded.inputs.map { writer.makeValue(expanded[$0]) }
  let results = writer.write(expanded, inputs: arguments)
  let takers = Dictionary(donations.map { ($0.value, $0.key) }) { first, _ in first }
  let parameters = arguments.enumerated().map { index, argument in
    let alias = takers[index].map { " {tf.aliasing_output = \($0) : i32}" } ?? ""
    return "\(argument.name): \(argument.type.stableHLO)\(alias)"
  }
  let types = results.map(\.type.stableHLO).joined(separator: ", ")
  return """
    module @strata {
      func.func public @main(\(parameters.joined(separator: ", "))) -> (\(types)) {
    \(writer.lines.joined(separator: "\n"))
        "func.return"(\(results.map(\.name).joined(separator: ", "))) : (\(types)) -> ()
      }
    }

    """
}
