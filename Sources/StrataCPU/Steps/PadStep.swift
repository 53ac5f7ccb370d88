import CStrataKernels
import StrataGraph

/// How a pad treats one axis, or several neighbours that it leaves as they are.
private struct PaddedAxis {
  var operandSize: Int
  var resultSize: Int
  var low: Int
  var interior: Int

  var isUnchanged: Bool { low == 0 && interior == 0 && operandSize == resultSize }
}

extension Plan {
  func padPlan(_ node: Int, low: [Int], interior: [Int]) throws -> KernelPlan {
    let (operand, result) = (self[nodes[node].operands[0]], nodes[node].types[0])
    var axes = Self.padded(operand.shape, result.shape, low: low, interior: interior)
    var pad = StrataPad()
    pad.run = 1
    if let last = axes.last, last.isUnchanged {
      pad.run = Int64(last.operandSize)
      axes.removeLast()
    }
    if axes.isEmpty { axes = [PaddedAxis(operandSize: 1, resultSize: 1, low: 0, interior: 0)] }
    guard axes.count <= Int(STRATA_MAXIMUM_RANK) else {
      throw EngineError("a pad of \(operand.shape) has too many axes")
    }
    pad.element_size = Int64(operand.dtype.byteCount)
    pad.rank = Int64(axes.count)
    withUnsafeMutableBytes(of: &pad.operand_shape) { store(axes.map(\.operandSize), in: $0) }
    withUnsafeMutableBytes(of: &pad.result_shape) { store(axes.map(\.resultSize), in: $0) }
    withUnsafeMutableBytes(of: &pad.low) { store(axes.map(\.low), in: $0) }
    withUnsafeMutableBytes(of: &pad.interior) { store(axes.map(\.interior), in: $0) }
    return KernelPlan { addresses, _ in
      pad.operand = address(0, of: node, addresses)
      pad.filling = address(1, of: node, addresses)
      pad.result = addresses[Value(node: node)]
      return KernelStep(label: "pad \(operand.shape) to \(result.shape)", pad, strata_pad_run)
    }
  }

  /// The axes of a pad, with unchanged neighbours merged.
  private static func padded(
    _ operandShape: [Int], _ resultShape: [Int], low: [Int], interior: [Int]
  ) -> [PaddedAxis] {
    var result: [PaddedAxis] = []
    for axis in operandShape.indices {
      let next = PaddedAxis(
        operandSize: operandShape[axis], resultSize: resultShape[axis], low: low[axis],
        interior: operandShape[axis] > 1 ? interior[axis] : 0)
      if let last = result.last, last.isUnchanged, next.isUnchanged {
        result[result.count - 1].operandSize *= next.operandSize
        result[result.count - 1].resultSize *= next.resultSize
      } else {
        result.append(next)
      }
    }
    return result
  }
}
