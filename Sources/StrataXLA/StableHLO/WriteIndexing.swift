import StrataGraph

extension OperationWriter {
  /// StableHLO clamps the indices too.
  mutating func gather(
    _ x: NamedValue, _ indices: NamedValue, axis: Int, _ type: TensorType
  ) -> NamedValue {
    // A slice of one does not fit into an axis without elements, also where there are no indices.
    guard type.count > 0 else { return zeros(type) }
    let kept = sliceAxes(of: type, along: axis, indices)
    let numbers = """
      #stablehlo.gather<offset_dims = \(kept), collapsed_slice_dims = [\(axis)], start_index_map = [\(axis)], \
      index_vector_dim = \(indices.type.rank)>
      """
    var sizes = x.type.shape
    sizes[axis] = 1
    return add(
      "gather", [x, indices], type,
      [
        .raw("dimension_numbers", numbers), .integers("slice_sizes", sizes),
        .bool("indices_are_sorted", false),
      ])
  }

  /// Operands: tensor, indices, updates. StableHLO drops updates outside the tensor too.
  mutating func scatter(
    _ operands: [NamedValue], axis: Int, _ combination: ScatterCombination
  ) -> NamedValue {
    switch combination {
    case .add: scatter(operands, axis: axis, combining: .add)
    case .replace: replace(operands[0], operands[1], operands[2], axis: axis)
    }
  }

  /// Of several updates for one place the last one counts. A device takes them in any order, so which that is is found
  /// first, as the largest number of an update.
  private mutating func replace(
    _ x: NamedValue, _ indices: NamedValue, _ updates: NamedValue, axis: Int
  ) -> NamedValue {
    let (count, shape) = (indices.type.count, x.type.shape)
    if count == 0 { return x }
    let numbered = TensorType(.int32, [count])
    let flat = add("reshape", [indices], indices.type.with([count]))
    let numbers = add("iota", [], numbered, [.integer("iota_dimension", 0)])
    let none = add(
      "broadcast_in_dim", [constant(-1, .int32)], TensorType(.int32, [shape[axis]]),
      [.integers("broadcast_dimensions", [])])
    let last = scatter([none, flat, numbers], axis: 0, combining: .maximum)
    let slices = add(
      "reshape", [updates],
      updates.type.with(Array(shape[..<axis]) + [count] + Array(shape[(axis + 1)...])))
    let taken = gather(slices, last, axis: axis, x.type)
    let isTaken = add(
      "broadcast_in_dim", [compare(.greaterEqual, last, zeros(last.type))], x.type.with(.bool),
      [.integers("broadcast_dimensions", [axis])])
    return add("select", [isTaken, taken, x], x.type)
  }

  private mutating func scatter(
    _ operands: [NamedValue], axis: Int, combining combination: BinaryOperator
  ) -> NamedValue {
    let (x, indices, updates) = (operands[0], operands[1], operands[2])
    let kept = sliceAxes(of: updates.type, along: axis, indices)
    let numbers = """
      #stablehlo.scatter<update_window_dims = \(kept), inserted_window_dims = [\(axis)], \
      scatter_dims_to_operand_dims = [\(axis)], index_vector_dim = \(indices.type.rank)>
      """
    let combine = Region(arguments: [x.type.with([]), x.type.with([])]) { writer, elements in
      [writer.binary(combination, elements[0], elements[1])]
    }
    return add(
      "scatter", operands,
      [
        .raw("scatter_dimension_numbers", numbers), .bool("indices_are_sorted", false),
        .bool("unique_indices", false),
      ], regions: [combine], types: [x.type])[0]
  }

  /// The axes of gathered slices that are not those of the indices.
  private func sliceAxes(of type: TensorType, along axis: Int, _ indices: NamedValue) -> [Int] {
    Array(0..<axis) + Array(axis + indices.type.rank..<type.rank)
  }
}
