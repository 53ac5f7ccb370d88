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
  /// The variables with respect to which a gradient is taken: they are about to change.
  private(set) var differentiated: Set<ObjectIdentifier> = []
  /// What variables hold now. Tensors in their place would keep the recording, and with it all variables, alive forever.
  private var state: [ObjectIdentifier: Value] = [:]
  /// The recording that this one is a part of, such as a step of a recurrence: what it uses from there are its imports.
  private let outer: Trace?
  private(set) var imports: [(outer: Value, inner: Value)] = []

  /// - Parameter survivesMistakes: whether an operation that does not fit its operands is remembered instead of stopping
  ///   the program: when a layer is tried on shapes that may come from a file.
  init(within outer: Trace? = nil, survivingMistakes: Bool = false) {
    self.outer = outer
    survivesMistakes = outer?.survivesMistakes ?? survivingMistakes
  }

  // MARK: Mistakes

  private let survivesMistakes: Bool
  /// The first operation that did not fit its operands.
  private(set) var mistake: ShapeError?

  /// Something in place of the result of an operation that does not fit its operands, so that recording can go on to its
  /// end; nil if the program has to stop.
  func placeholder(for operation: Operation, _ operands: [Value], _ error: ShapeError) -> Tensor? {
    guard survivesMistakes else { return nil }
    noteMistake(error)
    let type = operands.first.map { graph[$0] } ?? TensorType(.float32, [])
    guard let shape = operation.givenShape else { return Tensor(self, graph.addInput(type)) }
    let isPossible = TensorType(type.dtype, shape).isPossible
    return Tensor(self, graph.addInput(isPossible ? type.with(shape) : type))
  }

  private func noteMistake(_ error: ShapeError) {
    mistake = mistake ?? error
    outer?.noteMistake(error)
  }

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

  // MARK: Custom gradients

  private var isRecordingPullback = false

  /// Records a function with the rule that its gradient follows.
  func customGradient(
    at xs: [Tensor], of body: ([Tensor]) throws -> (values: [Tensor], pullback: ([Tensor]) -> [Tensor])
  ) rethrows -> [Tensor] {
    let outer = xs.map { value(of: $0) }
    let arguments = outer.map { graph.independent($0) }
    let (values, pullback) = try body(arguments.map { Tensor(self, $0) })
    requireFloatingPoint(values, "value")
    let raw = values.map { value(of: $0) }
    let results = raw.map { graph.independent($0) }
    let upstream = results.map { graph.upstreamPlaceholder(for: $0) }
    let isWithinAnother = isRecordingPullback
    isRecordingPullback = true
    let gradients = pullback(upstream.map { Tensor(self, $0) })
    isRecordingPullback = isWithinAnother
    require(
      gradients.map(\.type) == xs.map(\.type),
      """
      the pullback of a custom gradient gives gradients of types \(gradients.map(\.type)), but the arguments have \
      the types \(xs.map(\.type))
      """)
    let pulledBack = gradients.map { value(of: $0) }
    graph.addCustomGradient(
      CustomGradient(
        arguments: arguments, results: results, upstream: upstream, pulledBack: pulledBack,
        endOfRule: graph.nodes.count))
    return results.map { Tensor(self, $0) }
  }

  // MARK: Variables

  /// What a variable holds at this point of the program.
  func value(of variable: Variable) -> Tensor {
    if let current = state[ObjectIdentifier(variable)] { return Tensor(self, current) }
    let value: Value
    if let outer {
      value = imported(outer.value(of: outer.value(of: variable)))
    } else {
      value = graph.addInput(variable.type)
      reads.append((variable, value))
    }
    state[ObjectIdentifier(variable)] = value
    return Tensor(self, value)
  }

  /// Records that the variable holds `tensor` from here on.
  func assign(_ tensor: Tensor, to variable: Variable) {
    require(
      !isRecordingPullback,
      """
      the variable \(variable.path) is assigned, or a random number drawn, in the pullback of a custom gradient, \
      which is recorded whether or not a gradient is taken: do it in the function itself
      """)
    if !assignments.contains(where: { $0 === variable }) { assignments.append(variable) }
    state[ObjectIdentifier(variable)] = value(of: tensor)
  }

  /// Lets a variable start with a tensor of this recording.
  func start(_ variable: Variable, with tensor: Tensor) {
    state[ObjectIdentifier(variable)] = value(of: tensor)
  }

  /// Runs `body` with each variable standing for a value of its own, with respect to which a gradient can be
  /// taken, and gives those values.
  ///
  /// The list is asked for again afterwards: a layer that `body` builds has new variables, which nothing depended
  /// on before, so that what they held at first is a value of their own.
  func withIndependentValues<Result>(
    of variables: () throws -> [Variable], _ body: () throws -> Result
  ) rethrows -> (result: Result, values: [Value]) {
    let before = try variables()
    let outer = before.map { value(of: $0) }
    let fresh = outer.map { value(of: independent($0)) }
    for (variable, value) in zip(before, fresh) { state[ObjectIdentifier(variable)] = value }
    let result = try body()
    for (variable, (outer, fresh)) in zip(before, zip(outer, fresh))
    where state[ObjectIdentifier(variable)] == fresh {
      state[ObjectIdentifier(variable)] = value(of: outer)
    }
    differentiated.formUnion(try variables().map { ObjectIdentifier($0) })
    let values = Dictionary(zip(before.map { ObjectIdentifier($0) }, fresh)) { _, last in last }
    return (result, try variables().map { values[ObjectIdentifier($0)] ?? firstValue(of: $0) })
  }

  /// What a variable held when the program began.
  private func firstValue(of variable: Variable) -> Value {
    if let read = reads.first(where: { $0.variable === variable }) { return read.value }
    return value(of: value(of: variable))
  }

  /// The same tensor as a node of its own: what depends on it depends on it through this node alone.
  func independent(_ tensor: Tensor) -> Tensor { Tensor(self, graph.independent(value(of: tensor))) }

  /// Runs `body` as part of this recording.
  func record<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Trace.$current.withValue(self, operation: body)
  }
}
