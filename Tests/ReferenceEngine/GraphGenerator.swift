import StrataGraph

/// Makes graphs of random operations, with donations and inputs: odd combinations nobody would think of. The same seed
/// gives the same graph.
public struct GraphGenerator {
  private let dtype: DType
  /// Whether results must not jump where operands change a little, so that roundings stay small.
  private let isContinuous: Bool
  private var random: SeededRandom
  private var graph = Graph()
  private var values: [Value] = []

  /// A generator for one graph.
  public init(seed: UInt64, dtype: DType = .float64, isContinuous: Bool = false) {
    random = SeededRandom(seed: seed)
    self.dtype = dtype
    self.isContinuous = isContinuous
  }

  /// Numbers for an input of the graph.
  public mutating func elements(_ type: TensorType) -> [Double] {
    (0..<type.count).map { _ in Double.random(in: -2...2, using: &random) }
  }

  /// The graph. Its values and magnitudes stay small.
  public mutating func makeGraph() -> Graph {
    let sizes = [1, 2, 3, 5, 16, 70]
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let rank = Int.random(in: 0...3, using: &random)
      let shape = (0..<rank).map { _ in sizes.randomElement(using: &random)! }
      values.append(graph.addInput(TensorType(dtype, shape)))
      // A second input of the same type makes in-place updates more likely.
      if Bool.random(using: &random) { values.append(graph.addInput(TensorType(dtype, shape))) }
    }
    for _ in 0..<Int.random(in: 1...30, using: &random) { addNode() }
    let count = Int.random(in: 1...4, using: &random)
    graph.outputs = (0..<count).map { _ in values.suffix(8).randomElement(using: &random)! }
    if Bool.random(using: &random) { graph.outputs.append(values.randomElement(using: &random)!) }
    return graph
  }

  /// Random outputs that take over the buffers of inputs.
  public mutating func donations(_ graph: Graph) -> [Int: Int] {
    var result: [Int: Int] = [:]
    for output in graph.outputs.indices {
      let free = graph.inputs.indices.filter {
        graph[graph.inputs[$0]] == graph[graph.outputs[output]] && !result.values.contains($0)
      }
      if let input = free.randomElement(using: &random) { result[output] = input }
    }
    return result
  }

  private mutating func addNode() {
    let x = values.randomElement(using: &random)!
    let shape = graph[x].shape
    let alike = values.filter { graph[$0].shape == shape }
    let y = alike.randomElement(using: &random)!
    switch Int.random(in: 0..<21, using: &random) {
    case 0:
      let jump: UnaryOperator = isContinuous ? .logistic : .floor
      append(.unary([.negate, .abs, .tanh, jump].randomElement(using: &random)!), x)
    case 1, 2, 3:
      append(.binary([.add, .subtract, .maximum, .minimum].randomElement(using: &random)!), x, y)
    case 4:
      let z = alike.randomElement(using: &random)!
      let condition = isContinuous ? someElements(shape) : graph.add(.compare(.less), x, y)
      append(.select, condition, y, z)
    case 5:
      let lead = (0..<Int.random(in: 0...1, using: &random)).map { _ in 2 }
      append(.broadcast(shape: lead + shape, axes: shape.indices.map { $0 + lead.count }), x)
    case 6:
      // The last axis is repeated.
      append(.broadcast(shape: shape + [3], axes: Array(shape.indices)), x)
    case 7: append(.transpose(permutation: shape.indices.shuffled(using: &random)), x)
    case 8: append(.reverse(axes: shape.indices.filter { _ in Bool.random(using: &random) }), x)
    case 9:
      let start = shape.map { Int.random(in: 0..<$0, using: &random) }
      let strides = shape.map { _ in Int.random(in: 1...2, using: &random) }
      append(.slice(start: start, limit: shape, strides: strides), x)
    case 10:
      let count = graph[x].count
      let divisor = [1, 2, 3, 5].filter { count % $0 == 0 }.randomElement(using: &random)!
      append(.reshape([count / divisor, divisor]), x)
    case 11:
      let axes = shape.indices.filter { _ in Bool.random(using: &random) }
      let reductions: [Reduction] = [.sum, .maximum, .minimum]
      append(.reduce(reductions.randomElement(using: &random)!, axes: axes), x)
    case 12:
      guard shape.count >= 2 else { return }
      // With itself over a random axis, sometimes as a batch.
      let axis = Int.random(in: 0..<shape.count, using: &random)
      let batch = shape.indices.filter { $0 != axis && Bool.random(using: &random) }
      guard graph[x].count < 250 else { return }
      let axes = DotAxes(
        leftContracting: [axis], rightContracting: [axis], leftBatch: batch, rightBatch: batch)
      append(.dot(axes), x, y)
    case 13:
      let low = shape.map { Int.random(in: -(($0 - 1) / 2)...2, using: &random) }
      let high = shape.map { Int.random(in: -(($0 - 1) / 2)...2, using: &random) }
      let interior = shape.map { _ in Int.random(in: 0...1, using: &random) }
      append(.pad(low: low, high: high, interior: interior), x, graph.fill(0.5, TensorType(dtype, [])))
    case 14:
      guard let axis = shape.indices.randomElement(using: &random) else { return }
      append(.concatenate(axis: axis), x, y)
    case 15:
      guard let axis = shape.indices.randomElement(using: &random) else { return }
      append(.gather(axis: axis), x, indices([4], below: shape[axis]))
    case 16:
      guard let axis = shape.indices.randomElement(using: &random) else { return }
      let updates = graph.add(.gather(axis: axis), y, indices([4], below: shape[axis]))
      append(
        .scatter(axis: axis, .allCases.randomElement(using: &random)!), x,
        indices([4], below: shape[axis]), updates)
    case 17:
      let starts = shape.map { indices([], below: $0) }
      let sizes = shape.map { Int.random(in: 1...$0, using: &random) }
      let part = try! graph.append(.dynamicSlice(sizes: sizes), [x] + starts)
      appendScaled(part)
      // Starts in another order are often outside, and clamped.
      appendScaled(try! graph.append(.dynamicUpdateSlice, [y, part] + starts.reversed()))
    case 18:
      guard let axis = shape.indices.randomElement(using: &random) else { return }
      append(.sort(axis: axis, descending: Bool.random(using: &random)), x)
    case 19: addScan(over: x)
    default:
      if shape.isEmpty { return }
      let axis = Int.random(in: 0..<shape.count, using: &random)
      let counts = graph.add(.iota(TensorType(dtype, shape), axis: axis))
      append(.binary(.add), counts, x)
    }
  }

  /// Whether elements come before some place along an axis.
  private mutating func someElements(_ shape: [Int]) -> Value {
    let type = TensorType(dtype, shape)
    let axis = shape.indices.randomElement(using: &random)
    let places = axis.map { graph.add(.iota(type, axis: $0)) } ?? graph.fill(0, type)
    let limit = Int.random(in: 0...(axis.map { shape[$0] } ?? 1), using: &random)
    return graph.add(.compare(.less), places, graph.fill(Double(limit), type))
  }

  /// A recurrence over the leading axis of a value, with a random step.
  private mutating func addScan(over sequence: Value) {
    guard let length = graph[sequence].shape.first, length <= 16 else { return }
    let small = values.filter { graph[$0].count <= 400 }
    guard !small.isEmpty else { return }
    let carries = (0..<Int.random(in: 0...2, using: &random)).map { _ in small.randomElement(using: &random)!
    }
    let constants = (0..<Int.random(in: 0...2, using: &random)).map { _ in
      small.randomElement(using: &random)!
    }

    var step = GraphGenerator(seed: random.next(), dtype: dtype, isContinuous: isContinuous)
    for carry in carries { step.values.append(step.graph.addInput(graph[carry])) }
    step.values.append(step.graph.addInput(graph[sequence].with(Array(graph[sequence].shape.dropFirst()))))
    for constant in constants { step.values.append(step.graph.addInput(graph[constant])) }
    for _ in 0..<Int.random(in: 1...10, using: &random) { step.addNode() }
    for carry in step.graph.inputs[..<carries.count] {
      let alike = step.values.filter { step.graph[$0] == step.graph[carry] }
      // Bounded, so that no number of steps makes it large.
      step.graph.outputs.append(step.graph.add(.unary(.tanh), alike.randomElement(using: &random)!))
    }
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      step.graph.outputs.append(step.values.suffix(6).randomElement(using: &random)!)
    }
    if step.graph.outputs.isEmpty { return }
    let scan = Scan(
      body: step.graph, length: length, carryCount: carries.count, sequenceCount: 1,
      isReversed: Bool.random(using: &random))
    let node = try! graph.append(.scan(scan), carries + [sequence] + constants)
    for result in step.graph.outputs.indices { appendScaled(Value(node: node.node, result: result)) }
  }

  /// Indices of which some are just outside an axis.
  private mutating func indices(_ shape: [Int], below size: Int) -> Value {
    let count = shape.reduce(1, *)
    let numbers = (0..<count).map { _ in Int32.random(in: -1...Int32(size), using: &random) }
    return graph.add(.constant(Literal(numbers, shape: shape)))
  }

  private mutating func append(_ operation: Operation, _ operands: Value...) {
    appendScaled(try! graph.append(operation, operands))
  }

  /// Makes a value and a multiple of it operands of later operations.
  private mutating func appendScaled(_ value: Value) {
    // Keeps sizes and magnitudes within bounds.
    guard graph[value].count <= 4000, graph[value].rank <= 5 else { return }
    let quarter = graph.fill(0.25, like: value)
    values.append(graph.add(.binary(.multiply), value, quarter))
    if Bool.random(using: &random) { values.append(value) }
  }
}
