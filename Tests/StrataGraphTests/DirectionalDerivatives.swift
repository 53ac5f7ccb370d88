import ReferenceEngine
import StrataGraph

/// A program of one `float64` scalar, with inputs at which to differentiate it.
struct ScalarProgram {
  var graph: Graph
  let inputs: [HostBuffer]
  /// The scalar.
  private(set) var loss: Value
  /// Fixes the weights and directions that are drawn.
  private var random: SeededRandom

  /// The `float64` inputs.
  var variables: [Value] { graph.inputs.filter { graph[$0].dtype == .float64 } }

  /// The sum of all `float64` outputs of a program, each element with a random weight.
  init(_ row: ConformanceRow) {
    graph = row.graph
    inputs = row.inputs
    random = SeededRandom(name: row.name)
    loss = graph.scalar(0, .float64)
    for output in row.graph.outputs where graph[output].dtype == .float64 { addToLoss(output) }
  }

  private mutating func addToLoss(_ value: Value) {
    let type = graph[value]
    let numbers = (0..<type.count).map { _ in Double.random(in: 0.5...1.5, using: &random) }
    let weights = graph.add(.constant(Literal(numbers, shape: type.shape)))
    let product = graph.multiply(value, weights)
    loss = graph.plus(loss, graph.sum(product, axes: Array(type.shape.indices)))
  }

  /// The program of the weighted sum of all elements of this one's gradients.
  func differentiated() throws -> ScalarProgram {
    var result = self
    let gradients = try result.graph.gradients(of: loss, withRespectTo: variables)
    result.loss = result.graph.scalar(0, .float64)
    for gradient in gradients { result.addToLoss(gradient) }
    return result
  }

  /// The slope of the scalar along a random direction in the space of all variables: from the gradient, and
  /// from the difference of two values.
  mutating func slopes() throws -> (gradient: Double, difference: Double) {
    let gradients = try graph.gradients(of: loss, withRespectTo: variables)
    let directions = variables.map { variable in
      (0..<graph[variable].count).map { _ in Double.random(in: -1...1, using: &random) }
    }
    graph.outputs = gradients
    let values = try ReferenceEngine().evaluate(graph, inputs).map { $0.scalars(as: Double.self) }
    let slope = zip(values.joined(), directions.joined()).reduce(0) { $0 + $1.0 * $1.1 }
    graph.outputs = [loss]
    let step = 1e-6
    let (ahead, behind) = (try value(after: step, directions), try value(after: -step, directions))
    return (slope, (ahead - behind) / (2 * step))
  }

  private func value(after step: Double, _ directions: [[Double]]) throws -> Double {
    var moved: [Buffer] = inputs
    for (variable, direction) in zip(variables, directions) {
      let index = graph.inputs.firstIndex(of: variable)!
      let start = inputs[index].scalars(as: Double.self)
      moved[index] = HostBuffer(
        zip(start, direction).map { $0 + step * $1 }, shape: inputs[index].type.shape)
    }
    return try ReferenceEngine().evaluate(graph, moved)[0].scalars(as: Double.self)[0]
  }
}
