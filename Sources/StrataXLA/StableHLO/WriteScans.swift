import StrataGraph

extension OperationWriter {
  /// Writes a recurrence as a loop that carries a counter, the carries, the stacked results, and what every step reads.
  mutating func write(_ scan: Scan, _ operands: [NamedValue], _ types: [TensorType]) -> [NamedValue] {
    let carries = operands[..<scan.carryCount]
    let stacks = types[scan.carryCount...].map { zeros($0) }
    // No slice of one fits into sequences without elements.
    if scan.length == 0 { return carries + stacks }
    let zero = constant(0, .int32)
    let carried = [zero] + carries + stacks + operands[scan.carryCount...]
    let isBeforeEnd = Region(arguments: carried.map(\.type)) { writer, values in
      [writer.compare(.less, values[0], writer.constant(Double(scan.length), .int32))]
    }
    let step = Region(arguments: carried.map(\.type)) { writer, values in
      writer.write(stepOf: scan, values, stackCount: stacks.count)
    }
    let results = add("while", carried, regions: [isBeforeEnd, step], types: carried.map(\.type))
    return Array(results[1...types.count])
  }

  private mutating func write(
    stepOf scan: Scan, _ values: [NamedValue], stackCount: Int
  ) -> [NamedValue] {
    let counter = values[0]
    let carries = values[1...].prefix(scan.carryCount)
    let stacks = values.dropFirst(1 + scan.carryCount).prefix(stackCount)
    let read = values.dropFirst(1 + scan.carryCount + stackCount)
    let index =
      scan.isReversed
      ? binary(.subtract, constant(Double(scan.length - 1), .int32), counter) : counter
    let slices = read.prefix(scan.sequenceCount).map { slice(of: $0, at: index) }
    let results = write(scan.body, inputs: carries + slices + read.dropFirst(scan.sequenceCount))
    let extended = zip(stacks, results.dropFirst(scan.carryCount)).map { put($1, into: $0, at: index) }
    let next = binary(.add, counter, constant(1, .int32))
    return [next] + results.prefix(scan.carryCount) + extended + read
  }

  private mutating func slice(of sequence: NamedValue, at index: NamedValue) -> NamedValue {
    let shape = Array(sequence.type.shape.dropFirst())
    let slice = add(
      "dynamic_slice", [sequence] + start(at: index, rank: sequence.type.rank),
      sequence.type.with([1] + shape),
      [.integers("slice_sizes", [1] + shape)])
    return reshape(slice, to: shape)
  }

  private mutating func put(
    _ value: NamedValue, into stack: NamedValue, at index: NamedValue
  ) -> NamedValue {
    let row = reshape(value, to: [1] + value.type.shape)
    return add("dynamic_update_slice", [stack, row] + start(at: index, rank: stack.type.rank), stack.type)
  }

  private mutating func start(at index: NamedValue, rank: Int) -> [NamedValue] {
    let zero = constant(0, .int32)
    return [index] + [NamedValue](repeating: zero, count: rank - 1)
  }
}
