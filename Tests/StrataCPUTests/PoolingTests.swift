import ReferenceEngine
import StrataCPU
import StrataGraph
import Testing

/// Maxima over windows of 2 × 2, which have loops of their own.
@Suite struct PoolingTests {
  /// Even and odd sizes, channels that fill vectors and channels that do not, one thread and several.
  @Test(arguments: [
    [2, 6, 6, 16], [3, 5, 7, 20], [1, 2, 3, 1], [2, 4, 5, 3], [4, 26, 26, 32], [1, 37, 40, 8],
  ])
  func agreesWithReference(shape: [Int]) throws {
    let window = Window(size: [1, 2, 2, 1], strides: [1, 2, 2, 1])
    let check = AgreementCheck(seed: shape[1])
    let x = check.input(.float32, shape, withNaN: true)
    try check.expectAgreement(of: .reduceWindow(.maximum, window), x)
    let source = check.input(.float32, [shape[0], shape[1] / 2, shape[2] / 2, shape[3]], withNaN: true)
    try check.expectAgreement(of: .selectAndScatter(window), x, source)
  }

  /// The same windows, but the last ones reach into padding.
  @Test func paddedWindows() throws {
    let window = Window(
      size: [1, 2, 2, 1], strides: [1, 2, 2, 1], paddingLow: [0, 0, 0, 0], paddingHigh: [0, 1, 1, 0])
    let check = AgreementCheck()
    let x = check.input(.float32, [2, 5, 7, 16], withNaN: true)
    try check.expectAgreement(of: .reduceWindow(.maximum, window), x)
    let source = check.input(.float32, [2, 3, 4, 16])
    try check.expectAgreement(of: .selectAndScatter(window), x, source)
  }

  /// A ReLU behind the maxima is part of their step.
  @Test(arguments: [[2, 6, 6, 16], [4, 27, 26, 20]]) func takesRelu(shape: [Int]) throws {
    let window = Window(size: [1, 2, 2, 1], strides: [1, 2, 2, 1])
    let check = AgreementCheck(seed: shape[1])
    let x = check.input(.float32, shape, withNaN: true)
    let maxima = check.graph.add(.reduceWindow(.maximum, window), x)
    check.graph.outputs = [check.graph.add(.binary(.maximum), maxima, check.graph.filled(0, like: maxima))]
    try check.expectAgreement("\(shape)")
    let executable = try CPUEngine.shared.compile(check.graph, donations: [:]) as! CPUExecutable
    #expect(executable.stepCount == 1, "\(executable)")
  }
}
