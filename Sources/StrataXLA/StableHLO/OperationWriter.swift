import StrataGraph

/// A value of the text: its name, such as `%7` or `%7#1`, and its type.
struct NamedValue {
  let name: String
  let type: TensorType
}

/// Writes operations of a function line by line, all in MLIR's generic form, which does not change from version to
/// version as the short forms do.
struct OperationWriter {
  private(set) var lines: [String] = []
  let target: StableHLOTarget
  private var valueCount = 0
  private var depth = 2

  init(target: StableHLOTarget) { self.target = target }

  /// A program within an operation, written by a closure which is given the program's arguments and gives its results.
  struct Region {
    let arguments: [TensorType]
    let body: (inout OperationWriter, [NamedValue]) -> [NamedValue]
  }

  /// A value with a new name.
  mutating func makeValue(_ type: TensorType) -> NamedValue {
    valueCount += 1
    return NamedValue(name: "%\(valueCount - 1)", type: type)
  }

  /// Writes an operation with one result.
  mutating func add(
    _ operation: String, _ operands: [NamedValue], _ type: TensorType, _ attributes: [Attribute] = []
  ) -> NamedValue {
    add(operation, operands, attributes, types: [type])[0]
  }

  /// Writes an operation.
  mutating func add(
    _ operation: String, _ operands: [NamedValue], _ attributes: [Attribute] = [], regions: [Region] = [],
    types: [TensorType]
  ) -> [NamedValue] {
    let name = "%\(valueCount)"
    valueCount += 1
    let properties = attributes.isEmpty ? "" : " <{\(attributes.map(\.description).joined(separator: ", "))}>"
    let head =
      "\(name)\(types.count > 1 ? ":\(types.count)" : "") = \"stablehlo.\(operation)\"(\(names(operands)))\(properties)"
    let signature = ": (\(spelling(operands.map(\.type)))) -> (\(spelling(types)))"
    write(regions, after: head, before: signature)
    return types.enumerated().map { index, type in
      NamedValue(name: types.count > 1 ? "\(name)#\(index)" : name, type: type)
    }
  }

  private mutating func write(_ regions: [Region], after head: String, before signature: String) {
    guard !regions.isEmpty else { return line("\(head) \(signature)") }
    for (index, region) in regions.enumerated() {
      line(index == 0 ? "\(head) ({" : "}, {")
      let arguments = region.arguments.map { makeValue($0) }
      let parameters = arguments.map { "\($0.name): \($0.type.stableHLO)" }.joined(separator: ", ")
      line("^bb0(\(parameters)):")
      depth += 1
      let results = region.body(&self, arguments)
      line("\"stablehlo.return\"(\(names(results))) : (\(spelling(results.map(\.type)))) -> ()")
      depth -= 1
    }
    line("}) \(signature)")
  }

  private mutating func line(_ text: String) { lines.append(String(repeating: "  ", count: depth) + text) }

  private func names(_ values: [NamedValue]) -> String { values.map(\.name).joined(separator: ", ") }

  private func spelling(_ types: [TensorType]) -> String {
    types.map(\.stableHLO).joined(separator: ", ")
  }
}
