import StrataGraph

/// What XLA's partitioner is told of a program's inputs and outputs, in the words of the Shardy dialect.
struct ShardingAnnotations {
  let meshShape: [Int]
  let shardings: ProgramShardings

  /// What the module says of itself.
  var moduleAttributes: String {
    " attributes {mhlo.num_partitions = \(meshShape.reduce(1, *)) : i32, mhlo.num_replicas = 1 : i32}"
  }

  /// The definition of the mesh. Its axes are called by their number.
  var mesh: String {
    let axes = meshShape.enumerated().map { "\"\($0.offset)\"=\($0.element)" }.joined(separator: ", ")
    return "  sdy.mesh @mesh = <[\(axes)]>\n"
  }

  func input(_ index: Int, rank: Int) -> String { attribute(shardings.inputs[index], rank) }

  func output(_ index: Int, rank: Int) -> String { attribute(shardings.outputs[index], rank) }

  private func attribute(_ sharding: Sharding, _ rank: Int) -> String {
    let axes = (0..<rank).map { axis in sharding.splits[axis].map { "{\"\($0)\"}" } ?? "{}" }
    return "sdy.sharding = #sdy.sharding<@mesh, [\(axes.joined(separator: ", "))]>"
  }
}
