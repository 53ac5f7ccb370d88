import StrataGraph

extension OperationWriter {
  /// Sorts the elements together with their positions.
  mutating func sort(
    _ x: NamedValue, axis: Int, descending: Bool, _ types: [TensorType]
  ) -> [NamedValue] {
    let positions = add("iota", [], types[1], [.integer("iota_dimension", axis)])
    let scalars = [x.type, x.type, types[1], types[1]].map { $0.with([]) }
    let precedes = Region(arguments: scalars) { writer, elements in
      let (first, second) = (elements[0], elements[1])
      let isOrdered = writer.compare(descending ? .greater : .less, first, second)
      guard first.type.dtype.isFloatingPoint else { return [isOrdered] }
      // A number comes before NaN.
      let isNumber = writer.compare(.equal, first, first)
      let isBeforeNaN = writer.compare(.notEqual, second, second)
      return [writer.binary(.and, isNumber, writer.binary(.or, isOrdered, isBeforeNaN))]
    }
    return add(
      "sort", [x, positions], [.integer("dimension", axis), .bool("is_stable", true)], regions: [precedes],
      types: types)
  }
}
