import StrataGraph

/// Runs `step` once for each index of the sequences' leading axis, handing tensors on from step to step: what
/// recurrent layers are made of, as JAX's `scan`.
///
/// ```swift
/// // Running sums of the rows.
/// let (_, sums) = scan([.zeros([3])], over: [rows]) { carries, slices in
///   let sum = carries[0] + slices[0]
///   return ([sum], [sum])
/// }
/// ```
///
/// The closure is recorded, not run step by step, and the program holds it once, however many steps there are. It may
/// use tensors from outside, read variables and assign them. Work in it that does not depend on the carries, such as
/// the product of an input with a kernel, is done for all steps at once.
///
/// Stops with a message if the sequences' leading axes differ, or if a step changes the number or the type of the
/// carries.
///
/// - Parameters:
///   - carries: What the first step starts from.
///   - sequences: Tensors shaped `[length, …]`; a step sees the slice `[…]` of each.
///   - length: The number of steps; needed only without sequences.
///   - reversed: Whether the steps go from the last index to the first. Outputs stay at the index of their step.
///   - step: One step: the carries for the next one, and what is to be stacked.
/// - Returns: the carries after the last step, and each output of the steps stacked along a new leading axis.
public func scan(
  _ carries: [Tensor], over sequences: [Tensor] = [], length: Int? = nil, reversed: Bool = false,
  step: (_ carries: [Tensor], _ slices: [Tensor]) throws -> (carries: [Tensor], outputs: [Tensor])
) rethrows -> (carries: [Tensor], outputs: [Tensor]) {
  let length = stepCount(sequences, length)
  if let trace = Trace.current {
    let results = try recordScan(trace, carries, sequences, length, reversed, step)
    return (Array(results[..<carries.count]), Array(results[carries.count...]))
  }
  let trace = Trace()
  let results = try trace.record { try recordScan(trace, carries, sequences, length, reversed, step) }
  do {
    let values = try Program(trace, results: results).run([])
    return (Array(values[..<carries.count]), Array(values[carries.count...]))
  } catch {
    stop("\(error)")
  }
}

private func stepCount(_ sequences: [Tensor], _ length: Int?) -> Int {
  let lengths = sequences.map { $0.shape.first ?? -1 } + (length.map { [$0] } ?? [])
  guard let first = lengths.first else { stop("scan: without sequences the length must be given") }
  require(
    first >= 0 && lengths.allSatisfy { $0 == first },
    "scan: the sequences must have one leading axis, but are shaped "
      + sequences.map { "\($0.shape)" }.joined(separator: ", ") + (length.map { " for \($0) steps" } ?? ""))
  return first
}

/// Records the step on its own and adds it to `outer` as one operation. Variables that the step assigns are handed
/// on like carries.
private func recordScan(
  _ outer: Trace, _ carries: [Tensor], _ sequences: [Tensor], _ length: Int, _ isReversed: Bool,
  _ step: (_ carries: [Tensor], _ slices: [Tensor]) throws -> (carries: [Tensor], outputs: [Tensor])
) rethrows -> [Tensor] {
  var variables: [Variable] = []
  while true {
    let inner = Trace(within: outer)
    let before = carries.map { inner.argument($0.type) }
    let held = variables.map { inner.argument($0.type) }
    let slices = sequences.map { inner.argument($0.type.with(Array($0.shape.dropFirst()))) }
    for (variable, tensor) in zip(variables, held) { inner.start(variable, with: tensor) }
    let (after, outputs) = try inner.record { try step(before, slices) }
    let assigned = inner.assignments.filter { variable in !variables.contains { $0 === variable } }
    if !assigned.isEmpty {
      // Only now it is known that they change from step to step.
      variables += assigned
      continue
    }
    require(
      after.map(\.type) == carries.map(\.type),
      "scan: the carries \(carries.map(\.type)) are \(after.map(\.type)) after a step")

    let heldAfter = variables.map { inner.value(of: $0) }
    let bodyOutputs = (after + heldAfter + outputs).map { inner.value(of: $0) }
    var body = inner.graph
    body.outputs = bodyOutputs
    let scan = Scan(
      body: body, length: length, carryCount: carries.count + variables.count,
      sequenceCount: sequences.count, isReversed: isReversed)
    let heldBefore = variables.map { outer.value(of: $0) }
    let operands =
      (carries + heldBefore + sequences).map { outer.value(of: $0) } + inner.imports.map(\.outer)
    let node = outer.graph.add(.scan(scan), operands)
    let results = body.outputs.indices.map { Tensor(outer, Value(node: node.node, result: $0)) }
    for (offset, variable) in variables.enumerated() {
      outer.assign(results[carries.count + offset], to: variable)
    }
    return Array(results[..<carries.count]) + results[(carries.count + variables.count)...]
  }
}
