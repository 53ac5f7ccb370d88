import CStrataKernels
import StrataGraph

/// A small tree of operations on float32.
private indirect enum Pattern: Sendable {
  case operand(Int)
  case unary(UnaryOperator, Pattern)
  case binary(BinaryOperator, Pattern, Pattern)

  static func + (x: Pattern, y: Pattern) -> Pattern { .binary(.add, x, y) }
  static func - (x: Pattern, y: Pattern) -> Pattern { .binary(.subtract, x, y) }
  static func * (x: Pattern, y: Pattern) -> Pattern { .binary(.multiply, x, y) }
  static func / (x: Pattern, y: Pattern) -> Pattern { .binary(.divide, x, y) }
  static prefix func - (x: Pattern) -> Pattern { .unary(.negate, x) }
  static func root(_ x: Pattern) -> Pattern { .unary(.sqrt, x) }
}

/// Trees that one kernel computes, those before others that they contain. Sums and products match in either order.
private let fusions: [(pattern: Pattern, kernel: StrataFused)] = {
  let (x, y, z, u, v) = (
    Pattern.operand(0), Pattern.operand(1), Pattern.operand(2), Pattern.operand(3), Pattern.operand(4)
  )
  return [
    (x - y * z / (.root(u) + v), STRATA_ROOT_QUOTIENT_STEP),
    (x / (.root(y) + z), STRATA_ROOT_QUOTIENT),
    (x + (y * y - x) * z, STRATA_SQUARE_INTERPOLATION),
    (x + (y - x) * z, STRATA_INTERPOLATION),
    ((x - y) * (x - y), STRATA_SQUARED_DIFFERENCE),
    (x * y + z, STRATA_MULTIPLY_ADD),
    (x * y - z, STRATA_MULTIPLY_SUBTRACT),
    (z - x * y, STRATA_SUBTRACT_PRODUCT),
    (x * y * z, STRATA_MULTIPLY_MULTIPLY),
    (-(x * y), STRATA_NEGATED_PRODUCT),
    (-x * y, STRATA_NEGATED_PRODUCT),
    ((x + y) * z, STRATA_ADD_MULTIPLY),
    ((x - y) * z, STRATA_SUBTRACT_MULTIPLY),
    ((x + y) + z, STRATA_ADD_ADD),
    ((x + y) - z, STRATA_ADD_SUBTRACT),
    (z - (x + y), STRATA_SUBTRACT_SUM),
    ((x - y) + z, STRATA_SUBTRACT_ADD),
    ((x - y) - z, STRATA_SUBTRACT_SUBTRACT),
    (z - (x - y), STRATA_SUBTRACT_DIFFERENCE),
  ]
}()

extension ChainProgram {
  /// Lets one kernel compute small trees of operations whose inner results nothing else reads. The inner instructions
  /// stay, without a reader.
  mutating func fuseInstructions() {
    var readers: [Operand: Int] = [:]
    for operand in instructions.flatMap(\.operands) + results {
      readers[operand, default: 0] += 1
    }
    var replaced: Set<Int> = []
    for index in instructions.indices.reversed() where !replaced.contains(index) {
      for (pattern, kernel) in fusions {
        guard let match = match(pattern, .instruction(index), Match()),
          match.inner.allSatisfy({ readers[.instruction($0.key)] == $0.value || $0.key == index })
        else { continue }
        instructions[index].operation = .fused(kernel)
        instructions[index].operands = match.operands.sorted { $0.key < $1.key }.map(\.value)
        replaced.formUnion(match.inner.keys)
        break
      }
    }
  }

  private struct Match {
    var operands: [Int: Operand] = [:]
    /// The instructions of the tree, and how often they occur in it.
    var inner: [Int: Int] = [:]
  }

  private func match(_ pattern: Pattern, _ operand: Operand, _ match: Match) -> Match? {
    var found = match
    if case .operand(let number) = pattern {
      found.operands[number] = match.operands[number] ?? operand
      return found.operands[number] == operand ? found : nil
    }
    guard case .instruction(let index) = operand, instructions[index].dtype == .float32,
      case .node(let operation) = instructions[index].operation
    else { return nil }
    let operands = instructions[index].operands
    found.inner[index, default: 0] += 1
    switch pattern {
    case .unary(let op, let x) where operation == .unary(op):
      return self.match(x, operands[0], found)
    case .binary(let op, let x, let y) where operation == .binary(op):
      func inOrder(_ first: Operand, _ second: Operand) -> Match? {
        self.match(x, first, found).flatMap { self.match(y, second, $0) }
      }
      let commutes = op == .add || op == .multiply
      return inOrder(operands[0], operands[1]) ?? (commutes ? inOrder(operands[1], operands[0]) : nil)
    default: return nil
    }
  }
}
