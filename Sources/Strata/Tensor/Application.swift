import StrataGraph

/// How every tensor operation comes about: recorded if an operand is traced, else run at once.
extension Tensor {
  /// Applies an operation and gives its first result.
  ///
  /// Stops with a message that names the operation and the operands' shapes if they do not fit it.
  static func apply(
    _ operation: Operation, _ operands: [Tensor], file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    applyAll(operation, operands, file: file, line: line)[0]
  }

  /// Applies an operation and gives all its results.
  static func applyAll(
    _ operation: Operation, _ operands: [Tensor], file: StaticString = #fileID, line: UInt = #line
  ) -> [Tensor] {
    do {
      if let trace = try recording(operands) {
        let values = operands.map { trace.value(of: $0) }
        let first: Value
        do throws(ShapeError) {
          first = try trace.graph.append(operation, values)
        } catch {
          guard let placeholder = trace.placeholder(for: operation, values, error) else { throw error }
          return operands.isEmpty ? [placeholder] : operands.map { _ in placeholder }
        }
        return trace.graph.nodes[first.node].types.indices.map {
          Tensor(trace, Value(node: first.node, result: $0))
        }
      }
      return try EagerPrograms.shared.run(operation, operands.map { $0.concreteBuffer(reading: "elements") })
        .map { Tensor($0) }
    } catch {
      stop("\(error)", file: file, line: line)
    }
  }

  /// Applies several operations to the operands: as one program if all are concrete, else recorded one by one.
  ///
  /// `work` and the operands' types must determine what `body` does, and `body` must use no other tensors.
  static func composite(
    _ work: EagerWork, _ operands: [Tensor], _ body: ([Tensor]) -> [Tensor]
  ) -> [Tensor] {
    do {
      if let trace = try recording(operands), operands.contains(where: \.isTraced) {
        // A small tensor is spread to the size of a large one within the program, not before it.
        return body(operands.map { $0.isTraced ? $0 : Tensor(trace, trace.value(of: $0)) })
      }
      return try EagerPrograms.shared.run(work, operands.map { $0.concreteBuffer(reading: "elements") }, body)
        .map { Tensor($0) }
    } catch {
      stop("\(error)")
    }
  }

  /// The same for one result of work that a name and attributes describe.
  static func composite(
    _ name: String, _ attributes: [Int] = [], of operands: [Tensor], _ body: ([Tensor]) -> Tensor
  ) -> Tensor {
    composite(.composite(name, attributes), operands) { [body($0)] }[0]
  }

  /// Applies an operation without operands: recorded within a traced closure, else run at once.
  static func source(_ operation: Operation) -> Tensor { apply(operation, []) }

  /// The trace that an operation on these operands goes into; nil if all are concrete. One without operands goes
  /// into that of the running closure.
  private static func recording(_ operands: [Tensor]) throws -> Trace? {
    if operands.isEmpty { return Trace.current }
    var found: Trace?
    for case .traced(let trace, _) in operands.lazy.map(\.storage) {
      if let known = found, known !== trace, !trace.isWithin(known) {
        guard known.isWithin(trace) else { throw TraceMismatch() }
        continue
      }
      found = trace
    }
    return found
  }
}

/// A traced tensor was kept and used outside the closure that it belongs to.
struct TraceMismatch: Error, CustomStringConvertible {
  let description =
    "operands belong to two different recordings: a traced tensor was kept and used outside of its closure"
}
