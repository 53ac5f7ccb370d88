import ReferenceEngine
import StrataGraph
import Testing

/// The conformance table must have every operation, with every variety that an engine treats apart.
@Suite struct ConformanceTableTests {
  /// The nodes of all rows.
  private static let nodes = conformanceRows.flatMap { row in row.graph.nodes.map { (row.graph, $0) } }

  private static func covered<Variety: Hashable>(_ variety: (Operation) -> Variety?) -> Set<Variety> {
    Set(nodes.compactMap { variety($0.1.operation) })
  }

  @Test func everyOperation() {
    let missing = Set(OperationKind.allCases).subtracting(Self.covered { OperationKind($0) })
    #expect(missing.isEmpty)
  }

  @Test func everyOperator() {
    #expect(Self.covered { if case .unary(let op) = $0 { op } else { nil } } == Set(UnaryOperator.allCases))
    #expect(Self.covered { if case .binary(let op) = $0 { op } else { nil } } == Set(BinaryOperator.allCases))
    #expect(Self.covered { if case .compare(let op) = $0 { op } else { nil } } == Set(Comparison.allCases))
    #expect(Self.covered { if case .reduce(let op, _) = $0 { op } else { nil } } == Set(Reduction.allCases))
    #expect(
      Self.covered { if case .reduceWindow(let op, _) = $0 { op } else { nil } } == Set(Reduction.allCases))
    #expect(
      Self.covered { if case .scatter(_, let op) = $0 { op } else { nil } }
        == Set(ScatterCombination.allCases))
    #expect(
      Self.covered { if case .argReduce(let op, _) = $0 { op } else { nil } }
        == Set(ArgumentReduction.allCases))
  }

  /// Each operation that takes a type at all must be in the table with that type.
  @Test(arguments: OperationKind.allCases) func everyType(_ kind: OperationKind) {
    let dtypes = Self.nodes.filter { OperationKind($0.1.operation) == kind }.map { graph, node in
      node.operands.first.map { graph[$0].dtype } ?? node.types[0].dtype
    }
    #expect(Set(dtypes) == Set(kind.dtypes))
  }

  @Test func namesAreUnique() {
    #expect(Set(conformanceRows.map(\.name)).count == conformanceRows.count)
  }
}

/// The cases of `Operation` without their attributes. A new case does not compile before it is added here, and
/// then fails the test above until it has rows.
enum OperationKind: CaseIterable {
  case input, constant, iota, randomBits, convert, bitcast, unary, binary, compare, select, clamp, broadcast
  case reshape, transpose, reverse, slice, dynamicSlice, dynamicUpdateSlice, pad, concatenate, gather, scatter
  case dot, convolution, convolutionInputGradient, convolutionKernelGradient, reduce, argReduce, reduceWindow
  case selectAndScatter, sort, scan

  init(_ operation: Operation) {
    switch operation {
    case .input: self = .input
    case .constant: self = .constant
    case .iota: self = .iota
    case .randomBits: self = .randomBits
    case .convert: self = .convert
    case .bitcast: self = .bitcast
    case .unary: self = .unary
    case .binary: self = .binary
    case .compare: self = .compare
    case .select: self = .select
    case .clamp: self = .clamp
    case .broadcast: self = .broadcast
    case .reshape: self = .reshape
    case .transpose: self = .transpose
    case .reverse: self = .reverse
    case .slice: self = .slice
    case .dynamicSlice: self = .dynamicSlice
    case .dynamicUpdateSlice: self = .dynamicUpdateSlice
    case .pad: self = .pad
    case .concatenate: self = .concatenate
    case .gather: self = .gather
    case .scatter: self = .scatter
    case .dot: self = .dot
    case .convolution: self = .convolution
    case .convolutionInputGradient: self = .convolutionInputGradient
    case .convolutionKernelGradient: self = .convolutionKernelGradient
    case .reduce: self = .reduce
    case .argReduce: self = .argReduce
    case .reduceWindow: self = .reduceWindow
    case .selectAndScatter: self = .selectAndScatter
    case .sort: self = .sort
    case .scan: self = .scan
    }
  }

  /// The types of the first operand (or of the result, if there is none) that the operation takes.
  var dtypes: [DType] {
    switch self {
    case .randomBits: [.uint32]
    case .convolution, .convolutionInputGradient, .convolutionKernelGradient:
      DType.allCases.filter(\.isFloatingPoint)
    case .select: [.bool]
    case .iota, .clamp, .dot, .argReduce, .selectAndScatter, .sort, .bitcast, .scan:
      DType.allCases.filter { $0 != .bool }
    default: DType.allCases
    }
  }
}
