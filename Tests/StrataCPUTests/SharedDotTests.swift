import CStrataKernels
import ReferenceEngine
import StrataGraph
import Testing

/// The tiles of products whose parts threads share, for sizes on both sides of those of tiles, panels and strips.
@Suite(.enabled(if: strata_has_shared_dot(), "the processor has no registers for tiles"))
struct SharedDotTests {
  @Test func outputs() {
    for (rows, length, columns) in sizes + [(300, 40, 33), (17, 1100, 20)] {
      check(STRATA_SHARED_LENGTH, rows, length, columns)
    }
  }

  @Test func inputGradients() {
    for (rows, length, columns) in sizes + [(33, 600, 40)] {
      check(STRATA_SHARED_COLUMNS, rows, length, columns)
    }
  }

  @Test func kernelGradients() {
    for (rows, length, columns) in sizes + [(60, 40, 330)] {
      check(STRATA_SHARED_ROWS, rows, length, columns)
    }
  }

  private let sizes = [
    (16, 64, 32), (1, 3, 1), (13, 5, 31), (14, 17, 33), (15, 16, 47), (29, 15, 48), (31, 33, 49), (43, 7, 65),
  ]

  private func check(_ axis: StrataSharedAxis, _ rows: Int, _ length: Int, _ columns: Int) {
    for partCount in [1, 2, 3] {
      var random = SplitMix(state: UInt64(rows * length + columns))
      func numbers(_ count: Int) -> [Float] {
        (0..<count).map { _ in Float(Int.random(in: -9...9, using: &random)) }
      }
      // Three elements more from line to line than a line has.
      let isLeftTransposed = axis == STRATA_SHARED_ROWS
      let isRightTransposed = axis == STRATA_SHARED_COLUMNS
      let leftStride = (isLeftTransposed ? rows : length) + 3
      let rightStride = (isRightTransposed ? length : columns) + 3
      let left = numbers((isLeftTransposed ? length : rows) * leftStride)
      let right = numbers((isRightTransposed ? columns : length) * rightStride)
      var dot = StrataSharedDot()
      dot.axis = axis
      (dot.rows, dot.length, dot.columns) = (Int64(rows), Int64(length), Int64(columns))
      (dot.left_stride, dot.right_stride) = (Int64(leftStride), Int64(rightStride))
      dot.parts = Int64(partCount)
      let actual = run(dot, left, right)
      var expected: [Float] = []
      for i in 0..<rows {
        for j in 0..<columns {
          expected.append(
            (0..<length).reduce(0) { sum, k in
              let x = left[isLeftTransposed ? k * leftStride + i : i * leftStride + k]
              return sum + x * right[isRightTransposed ? j * rightStride + k : k * rightStride + j]
            })
        }
      }
      // The sums are whole numbers that float32 holds exactly.
      if actual != expected { Issue.record("\(rows)×\(length)×\(columns) in \(partCount) parts") }
    }
  }

  /// The result with all parts of sums added.
  private func run(_ dot: StrataSharedDot, _ left: [Float], _ right: [Float]) -> [Float] {
    var dot = dot
    let count = Int(dot.rows * dot.columns)
    var (left, right, result) = (left, right, [Float](repeating: .nan, count: count))
    let scratchCount = Int(strata_shared_dot_scratch(&dot)) / 4
    // What was there before must not matter.
    var scratch = [Float](repeating: .nan, count: scratchCount)
    left.withUnsafeMutableBytes { left in
      right.withUnsafeMutableBytes { right in
        result.withUnsafeMutableBytes { result in
          scratch.withUnsafeMutableBytes { scratch in
            let bases = [left.baseAddress, right.baseAddress, result.baseAddress, scratch.baseAddress]
            dot.left = StrataAddress(base: 0, offset: 0)
            dot.right = StrataAddress(base: 1, offset: 0)
            dot.result = StrataAddress(base: 2, offset: 0)
            dot.scratch = StrataAddress(base: 3, offset: 0)
            strata_shared_dot_run(&dot, bases)
          }
        }
      }
    }
    guard dot.axis == STRATA_SHARED_LENGTH else { return result }
    for part in 1..<max(Int(dot.parts), 1) {
      for index in 0..<count { result[index] += scratch[(part - 1) * count + index] }
    }
    return result
  }
}
