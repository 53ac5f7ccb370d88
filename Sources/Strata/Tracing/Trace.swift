import StrataGraph

/// A program being recorded.
///
/// Arguments of the traced closure, variables that it reads and concrete tensors that it uses become inputs of the
/// program; the tensors that it returns and the variables that it assigns become outputs.
///
/// One thread records at a time, the one that runs the closure; that is why `Sendable` is unchecked.
final class Trace: @unchecked Sendable {
  /// The recording that the running code is part of.
  @TaskLocal static var current: Trace?

  var graph = Graph()
  private(set) var arguments: [Value] = []
  private(set) var captures: [(buffer: Buffer, value: Value)] = []
  private var captured: [ObjectIdentifier: Value] = [:]
  private(set) var reads: [(variable: Variable, value: Value)] = []
  private(set) var assignments: [Variable] = []
  private var state: [ObjectIdentifier: Tensor] = [:]
  /// The recording that this one is a part of, such as a step of a recurrence: what it uses from there are its imports.
  private let outer: Trace?
  private(set) var imports: [(outer: Value, inner: Value)] = []

  init(within outer: Trace? = nil) { self.outer = outer }

  /// Adds an argument of the closure.
  func argument(_ type: TensorType) -> Tensor {
    let value = graph.addInput(type)
    arguments.append(value)
    return Tensor(self, value)
  }

  /// The place of a tensor in this program; a concrete one becomes an input.
  func value(of tensor: Tensor) -> Value {
    switch tensor.storage {
    case .traced(let trace, let value):
      if trace === self { return value }
      guard let outer else { stop(TraceMismatch().description) }
      return imported(outer.value(of: tensor))
    case .concrete(let buffer):
      if let outer { return imported(outer.value(of: tensor)) }
      if let known = captured[ObjectIdentifier(buffer)] { return known }
      let value = graph.addInput(buffer.type)
      captures.append((buffer, value))
      captured[ObjectIdentifier(buffer)] = value
      return value
    }
  }

  private func imported(_ value: Value) -> Value {
    if let known = imports.first(where: { $0.outer == value }) { return known.inner }
    let inner = graph.addInput(outer!.graph[value])
    imports.append((value, inner))
    return inner
  }

  /// Whether this recording is part of another one.
  func isWithin(_ other: Trace) -> Bool { outer === other || outer?.isWithin(other) == true }

  /// A scalar that is part of the program.
  func constant(_ literal: Literal) -> Tensor {
    do { return Tensor(self, try graph.append(.constant(literal))) } catch { stop("\(error)") }
  }

  // MARK: Variables

  /// What a variable holds at this point of the program.
  func value(of variable: Variable) -> Tensor {
    if let current = state[ObjectIdentifier(variable)] { return current }
    let tensor: Tensor
    if let outer {
      tensor = Tensor(self, imported(outer.value(of: outer.value(of: variable))))
    } else {
      let value = graph.addInput(variable.type)
      reads.append((variable, value))
      tensor = Tensor(self, value)
    }
    state[ObjectIdentifier(variable)] = tensor
    return tensor
  }

  /// Records that the variable holds `tensor` from here on.
  func assign(_ tensor: Tensor, to variable: Variable) {
    if !assignments.contains(where: { $0 === variable }) { assignments.append(variable) }
    state[ObjectIdentifier(variable)] = Tensor(self, value(of: tensor))
  }

  /// Lets a variable start with a tensor of this recording.
  func start(_ variable: Variable, with tensor: Tensor) { state[ObjectIdentifier(variable)] = tensor }

  /// Runs `body` with each variable standing for a value of its own, with respect to which a gradient can be
  /// taken, and gives those values.
  func withIndependentValues<Result>(
    of variables: [Variable], _ body: () throws -> Result
  ) rethrows -> (result: Result, values: [Value]) {
    let outer = variables.map { value(of: $0) }
    let fresh = outer.map { independent($0) }
    for (variable, tensor) in zip(variables, fresh) { state[ObjectIdentifier(variable)] = tensor }
    let result = try body()
    let values = fresh.map { value(of: $0) }
    for (index, variable) in variables.enumerated() {
      if case .traced(_, let now)? = state[ObjectIdentifier(variable)]?.storage, now == values[index] {
        state[ObjectIdentifier(variable)] = outer[index]
      }
    }
    return (result, values)
  }

  /// The same tensor as a node of its own: what depends on it depends on it through this node alone.
  func independent(_ tensor: Tensor) -> Tensor {
    let node = Tensor.apply(.reshape(tensor.shape), [Tensor(self, value(of: tensor))])
    return node
  }

  /// Runs `body` as part of this recording.
  func record<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Trace.$current.withValue(self, operation: body)
  }
}
