import CStrataKernels
import StrataGraph

extension ChainProgram {
  /// How many loops compute the instructions of a tile.
  var kernelCount: Int {
    let bundles = instructions.indices.count { bundle(at: $0) != nil }
    return instructions.count - bundles * (Int(STRATA_MAXIMUM_BUNDLE) - 1)
  }

  /// The loop that computes the instruction and the two after it at once, if they are the update of Adam.
  func bundle(at index: Int) -> StrataBundle? {
    let count = Int(STRATA_MAXIMUM_BUNDLE)
    guard index + count <= instructions.count else { return nil }
    let (mean, square, step) = (instructions[index], instructions[index + 1], instructions[index + 2])
    guard mean.isFused(STRATA_INTERPOLATION), square.isFused(STRATA_SQUARE_INTERPOLATION),
      step.isFused(STRATA_ROOT_QUOTIENT_STEP), mean.operands[1] == square.operands[1],
      step.operands[1] == .instruction(index), step.operands[3] == .instruction(index + 1),
      [mean.operands[2], square.operands[2], step.operands[2], step.operands[4]].allSatisfy(isScalar)
    else { return nil }
    return strata_adam_update()
  }

  private func isScalar(_ operand: Operand) -> Bool {
    if case .read(let read) = operand { reads[read].isScalar } else { false }
  }
}

extension ChainProgram.Instruction {
  fileprivate func isFused(_ kernel: StrataFused) -> Bool {
    if case .fused(kernel) = operation { true } else { false }
  }
}
