import Foundation
import Testing

@testable import Strata

@Suite struct ActivationFunctionTests {
  private let points: [Double] = [-3.2, -1.4, -0.9, -0.3, 0.2, 0.7, 1.3, 2.6]

  /// Functions with the same one on a single number, written from its definition.
  private static let scalarDefinitions: [(ActivationFunction, @Sendable (Double) -> Double)] = [
    (.sparsePlus, { x in x <= -1 ? 0 : x >= 1 ? x : (x + 1) * (x + 1) / 4 }),
    (.sparseSigmoid, { x in x <= -1 ? 0 : x >= 1 ? 1 : (x + 1) / 2 }),
    (.threshold(0.5, defaultValue: -7), { x in x > 0.5 ? x : -7 }),
    (.hardShrink(threshold: 1), { x in abs(x) > 1 ? x : 0 }),
    (.softShrink(threshold: 1), { x in x > 1 ? x - 1 : x < -1 ? x + 1 : 0 }),
    (.squareplus(b: 2), { x in (x + (x * x + 2).squareRoot()) / 2 }),
    (.celu(alpha: 0.6), { x in max(0, x) + min(0, 0.6 * (exp(x / 0.6) - 1)) }),
    (.relu(maxValue: 1, negativeSlope: 0.1), { x in x < 0 ? 0.1 * x : min(x, 1) }),
    (.relu(threshold: 0.5), { x in x > 0.5 ? x : 0 }),
  ]

  @Test func agreeWithTheirDefinitions() throws {
    for (function, definition) in Self.scalarDefinitions {
      let values = try function(Tensor(points)).scalars(as: Double.self)
      for (found, x) in zip(values, points) {
        #expect(abs(found - definition(x)) < 1e-12, "\(function.name) at \(x)")
      }
    }
  }

  @Test func gradientsAreSlopes() throws {
    let step = 1e-6
    for (function, definition) in Self.scalarDefinitions {
      let gradient = try gradient(at: Tensor(points)) { try function($0).sum() }.scalars(as: Double.self)
      for (found, x) in zip(gradient, points) {
        let slope = (definition(x + step) - definition(x - step)) / (2 * step)
        #expect(abs(found - slope) < 1e-7, "\(function.name) at \(x)")
      }
    }
  }

  @Test func softplusHasSlopeOneHalfAtZero() throws {
    let gradient = try gradient(at: Tensor([0] as [Float])) { $0.softplus().sum() }
    #expect(gradient.scalar(as: Float.self) == 0.5)
  }

  @Test func largeNumbersStayFinite() throws {
    let large = Tensor([-1e4, 1e4] as [Float])
    for function: ActivationFunction in [
      .softplus, .logSigmoid, .elu, .selu, .celu, .softmax, .logSoftmax, .mish, .silu, .gelu, .sigmoid,
    ] {
      let slopes = try gradient(at: large) { try function($0).sum() }
      for number in try function(large).scalars(as: Float.self) + slopes.scalars() {
        #expect(number.isFinite, "\(function.name)")
      }
    }
  }

  @Test func gluGatesOneHalfByTheOther() throws {
    let x = Tensor([1, 2, 3, 0, 100, -100] as [Float], shape: [1, 6])
    expectClose(try ActivationFunction.glu(x).scalars(), [0.5, 2, 0], "the gated half")
    let y = Tensor([1, 2, 0, 0] as [Float], shape: [2, 2])
    #expect(try ActivationFunction.glu(axis: 0)(y).scalars(as: Float.self) == [0.5, 1])
  }

  @Test func sparsemaxProjectsOntoTheSimplex() throws {
    // Worked by hand: the support is {2, 1.5}, the threshold (3.5 − 1) / 2 = 1.25; then all three, 0.1 above it.
    let x = Tensor([2, 1.5, -1, 0.4, 0.3, 0.2] as [Float], shape: [2, 3])
    let expected: [Float] = [0.75, 0.25, 0, 0.43333334, 0.33333334, 0.23333333]
    expectClose(try ActivationFunction.sparsemax(x).scalars(), expected, "sparsemax")
    expectClose(
      try ActivationFunction.sparsemax(axis: 0)(x.transposed()).transposed().scalars(), expected,
      "along axis 0")
  }

  @Test func onesOwnNeedsNameAndClosure() throws {
    let cube = ActivationFunction("cube") { x in x * x * x }
    #expect(cube.name == "cube")
    let layer = Activation(cube)
    #expect(try layer(Tensor([-2, 3] as [Float])).scalars(as: Float.self) == [-8, 27])
  }

  @Test func axesThatDoNotExistAreErrors() {
    let x = Tensor.ones([2, 3])
    for function: ActivationFunction in [.softmax(axis: 2), .logSoftmax(axis: -3), .sparsemax(axis: 2), .glu]
    {
      #expect(throws: StrataError.self) { try function(x) }
    }
  }
}
