import StrataGraph

/// A program with inputs, on which every engine must agree with the reference.
public struct ConformanceRow: Sendable, CustomStringConvertible {
  /// Says what is special about the program, such as `pad with a crop float32`.
  public let name: String
  /// The program.
  public let graph: Graph
  /// A buffer for each of its inputs.
  public let inputs: [HostBuffer]
  /// How far the outputs may be off.
  public let tolerance: Tolerance
  /// Whether the outputs are differentiable at these inputs, as finite differences need.
  public let isSmooth: Bool

  /// The name, in test reports.
  public var description: String { name }
}

/// How far floating-point results may be off. Integers and bools must be exact.
public enum Tolerance: Sendable {
  /// A few units in the last place, or that much of 1 where a result is smaller.
  case elementwise
  /// A few units in the last place, however small the result.
  case relative
  /// A few units in the last place of the largest element: results of sums.
  case accumulated
  /// The same, or, of elements of two bytes, some more units: what went through many operations, each of which may
  /// round.
  case repeated
  /// The same numbers.
  case exact

  /// The differences that are allowed, relative to an element and absolute.
  ///
  /// Results of two bytes are computed in float32 and rounded at the end, of each operation or of several.
  func bounds(_ dtype: DType, largest: Double) -> (relative: Double, absolute: Double) {
    if dtype.isHalf {
      let unit = dtype == .float16 ? Double(Float16.ulpOfOne) : 0x1p-7
      return switch self {
      case .elementwise, .relative: (2 * unit, bounds(.float32, largest: largest).absolute)
      case .accumulated: (unit, 2 * unit * largest)
      case .repeated: (8 * unit, 8 * unit * largest)
      case .exact: (0, 0)
      }
    }
    let unit = dtype == .float32 ? Double(Float.ulpOfOne) : Double.ulpOfOne
    return switch self {
    case .elementwise: (16 * unit, 4 * unit)
    case .relative: (16 * unit, 0)
    case .accumulated, .repeated: (64 * unit, 64 * unit * largest)
    case .exact: (0, 0)
    }
  }
}

extension ConformanceRow {
  /// The row with its program simplified.
  public func simplified() -> ConformanceRow {
    ConformanceRow(
      name: name, graph: graph.simplified(), inputs: inputs, tolerance: tolerance, isSmooth: isSmooth)
  }

  /// What differs between the outputs of an engine and of the reference, or nil if they agree.
  public func disagreement(of engine: some Engine) throws -> String? {
    let expected = try ReferenceEngine().evaluate(graph, inputs)
    let actual = try engine.evaluate(graph, inputs)
    for (index, pair) in zip(actual, expected).enumerated() {
      if let difference = firstDifference(pair.0, pair.1, tolerance) {
        return "output \(index), \(difference)\n\(graph)"
      }
    }
    return nil
  }
}

/// Says where two buffers differ by more than is tolerated; nil if nowhere. NaNs are alike, and so are zeros of
/// either sign.
public func firstDifference(_ actual: Buffer, _ expected: Buffer, _ tolerance: Tolerance) -> String? {
  guard actual.type == expected.type else { return "the types: \(actual.type) instead of \(expected.type)" }
  let type = expected.type
  let (found, wanted) = (
    actual.withHostBytes { HostTensor(type, bytes: $0) },
    expected.withHostBytes { HostTensor(type, bytes: $0) }
  )
  let largest = wanted.elements.map { abs($0.double) }.filter(\.isFinite).max() ?? 0
  let (relative, absolute) = tolerance.bounds(type.dtype, largest: largest)
  for (index, (found, wanted)) in zip(found.elements, wanted.elements).enumerated() {
    let agree =
      switch (found, wanted) {
      case (.integer(let found), .integer(let wanted)): found == wanted
      default:
        found.double == wanted.double || (found.isNaN && wanted.isNaN)
          || abs(found.double - wanted.double) <= relative * abs(wanted.double) + absolute
      }
    if !agree { return "element \(index) of \(type): \(found) instead of \(wanted)" }
  }
  return nil
}
