/// One result of one node of a graph.
public struct Value: Hashable, Sendable {
  /// Index of the node.
  public var node: Int
  /// Index among the node's results; 0 for nearly all operations.
  public var result: Int

  public init(node: Int, result: Int = 0) {
    self.node = node
    self.result = result
  }
}

/// An operation applied to values.
public struct Node: Hashable, Sendable {
  public let operation: Operation
  public let operands: [Value]
  /// The types of the results.
  public let types: [TensorType]
}

/// A program: a flat list of nodes in single-assignment form. A node's operands come before it.
public struct Graph: Hashable, Sendable {
  public private(set) var nodes: [Node] = []
  /// The values of the input nodes, in the order of their indices.
  public private(set) var inputs: [Value] = []
  /// The values that the program returns.
  public var outputs: [Value] = []
  /// The parts whose gradient the caller gives. Passes do not keep them: gradients are taken first.
  public private(set) var customGradients: [CustomGradient] = []

  public init() {}

  /// The type of a value.
  public subscript(value: Value) -> TensorType { nodes[value.node].types[value.result] }

  /// Adds an input of the program.
  public mutating func addInput(_ type: TensorType) -> Value {
    let operation = Operation.input(index: inputs.count, type)
    nodes.append(Node(operation: operation, operands: [], types: [type]))
    let value = Value(node: nodes.count - 1)
    inputs.append(value)
    return value
  }

  /// Makes `gradients` follow the rule at its results.
  package mutating func addCustomGradient(_ custom: CustomGradient) { customGradients.append(custom) }

  /// Adds a node and infers the types of its results.
  /// - Throws: `ShapeError` if the operands do not fit the operation.
  public mutating func append(_ operation: Operation, _ operands: [Value] = []) throws(ShapeError) -> Value {
    if case .input(_, let type) = operation { return addInput(type) }
    let operandTypes = operands.map { self[$0] }
    guard operation.givenShape.map({ TensorType.isPossible($0) }) ?? true else {
      throw operation.tooLarge(operandTypes)
    }
    let types = try operation.resultTypes(operandTypes)
    guard types.allSatisfy(\.isPossible) else { throw operation.tooLarge(operandTypes) }
    nodes.append(Node(operation: operation, operands: operands, types: types))
    return Value(node: nodes.count - 1)
  }

  /// Puts another operation in the place of a node's, one with the same operands and the same first results: it may
  /// only give more.
  mutating func replace(_ index: Int, with operation: Operation) {
    let node = nodes[index]
    guard let types = try? operation.resultTypes(node.operands.map { self[$0] }),
      types.starts(with: node.types)
    else { fatalError("\(operation.name) cannot take the place of \(node.operation.name)") }
    nodes[index] = Node(operation: operation, operands: node.operands, types: types)
  }
}

extension Operation {
  /// The shape of the result, where it does not follow from the operands.
  package var givenShape: [Int]? {
    switch self {
    case .iota(let type, _): type.shape
    case .randomBits(let shape), .broadcast(let shape, _), .reshape(let shape): shape
    default: nil
    }
  }

  fileprivate func tooLarge(_ operands: [TensorType]) -> ShapeError {
    ShapeError(operation: name, operands: operands, reason: "the result would be too large for any memory")
  }
}
