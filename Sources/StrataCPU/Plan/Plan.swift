import StrataGraph

/// A node as the passes see it. They change operands and add copies, which a `Graph` does not allow.
struct PlanNode {
  var operation: Operation
  var operands: [Value]
  let types: [TensorType]
}

/// What becomes of a node.
enum Role {
  /// Memory that is there before the program runs.
  case input, constant
  /// No work: another way to look at an operand's memory.
  case view
  /// Computed element by element, together with others, in a chain.
  case elementwise
  /// A step of its own.
  case heavy
  /// Computed by a heavy node on the fly.
  case absorbed
}

/// Nodes that run as one step.
struct Unit {
  /// Ascending.
  var nodes: [Int]
  /// What is computed on the fly on the results of a heavy node.
  var epilogue: Epilogue?
  /// The reductions of their results with which elementwise nodes end.
  var reductions: [ChainReduction] = []
  /// The maximum over windows with which a convolution ends.
  var pooling: FusedPooling?
  /// A dot that gives the gradient of what elementwise nodes update, computed some rows at a time as they go on.
  var gradient: Int?
}

/// What a heavy node does to its result: a dot or a convolution adds a bias, a maximum over windows applies a ReLU.
struct Epilogue {
  /// One element for each column or filter.
  var bias: View?
  /// The node that would do it, which is spared.
  let node: Int
}

/// A graph on its way to an executable.
struct Plan {
  var nodes: [PlanNode]
  let inputs: [Value]
  var outputs: [Value]
  /// What stays the same over a series of runs: inputs, and the results of the fixed units.
  var fixedValues: Set<Value>
  /// Units that run once for such a series.
  var fixedUnits: Set<Int> = []
  /// Which nodes an output needs.
  var isLive: [Bool] = []
  /// How each node's first result is looked at; only views differ from the identity.
  var views: [View] = []
  /// View nodes whose elements are copied to memory of their own, and what they copy.
  var copied: [Int: View] = [:]
  /// What heavy nodes compute on the fly, and the nodes that this spares.
  var epilogues: [Int: Epilogue] = [:]
  var absorbed: Set<Int> = []
  /// How the threads share the dots of which each is to compute a certain part.
  var sharedAxes: [Int: SharedAxis] = [:]
  /// Those of them that our own tiles compute.
  var tiledDots: Set<Int> = []
  var units: [Unit] = []
  /// The unit of each node, −1 for nodes without work.
  var unitOfNode: [Int] = []

  /// - Parameter fixedInputs: the positions of inputs that stay the same over a series of runs.
  init(_ graph: Graph, fixedInputs: Set<Int>) {
    nodes = graph.nodes.map { PlanNode(operation: $0.operation, operands: $0.operands, types: $0.types) }
    inputs = graph.inputs
    fixedValues = Set(fixedInputs.map { graph.inputs[$0] })
    outputs = graph.outputs
  }

  subscript(value: Value) -> TensorType { nodes[value.node].types[value.result] }

  /// How the elements of a value are to be read.
  func view(of value: Value) -> View {
    value.result == 0 ? views[value.node] : View(value, shape: self[value].shape)
  }

  func dtype(of view: View) -> DType {
    switch view.source {
    case .value(let value): self[value].dtype
    case .counter(let dtype): dtype
    }
  }

  func role(_ node: Int) -> Role {
    switch nodes[node].operation {
    case .input: return .input
    case .constant: return .constant
    case .iota, .broadcast, .reshape, .transpose, .reverse, .slice:
      guard let view = copied[node] else { return .view }
      return view.isCopiedByBlocks ? .heavy : .elementwise
    case .randomBits, .convert, .bitcast, .unary, .binary, .compare, .select, .clamp:
      return absorbed.contains(node) ? .absorbed : .elementwise
    default: return .heavy
    }
  }

  /// The memory that the steps of a node read. The key of random bits is among them.
  func reads(of node: Int) -> [View] {
    if let view = copied[node] { return [view] }
    return nodes[node].operands.map(view(of:))
  }

  /// Adds a copy of a value in memory of its own.
  mutating func addCopy(of value: Value) -> Value {
    addCopy(.reshape(self[value].shape), value, view(of: value), self[value])
  }

  /// Adds a copy of a value with its axes in another order.
  mutating func addTransposedCopy(of value: Value, _ permutation: [Int]) -> Value {
    let view = shapedView(of: value).transposed(permutation)
    return addCopy(.transpose(permutation: permutation), value, view, self[value].with(view.shape))
  }

  private mutating func addCopy(
    _ operation: Operation, _ value: Value, _ view: View, _ type: TensorType
  ) -> Value {
    nodes.append(PlanNode(operation: operation, operands: [value], types: [type]))
    let copy = Value(node: nodes.count - 1)
    isLive.append(true)
    views.append(View(copy, shape: type.shape))
    copied[copy.node] = view
    return copy
  }

  /// Gives a value contiguous memory if it is only a view so far.
  mutating func materialize(_ value: Value) {
    let view = view(of: value)
    if view.isContiguous { return }
    copied[value.node] = view
    views[value.node] = View(value, shape: self[value].shape)
  }
}
