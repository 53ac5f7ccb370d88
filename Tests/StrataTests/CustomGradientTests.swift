import StrataGraph
import Testing

@testable import Strata

@Suite("A gradient that the caller gives")
struct CustomGradientTests {
  private let x = Tensor([-1.5, 0.4, 2] as [Float])

  private func reversed(_ x: Tensor) -> Tensor { withCustomGradient(at: x) { ($0, { -$0 }) } }

  private func rounded(_ x: Tensor) -> Tensor { withCustomGradient(at: x) { ($0.rounded(), { $0 }) } }

  @Test func theValueIsThatOfTheFunction() throws {
    #expect(rounded(x).scalars(as: Float.self) == [-2, 0, 2])
    #expect(try compiled { rounded($0) }(x).scalars(as: Float.self) == [-2, 0, 2])
  }

  @Test func straightThroughEstimator() throws {
    // The derivative of 3 r² with r passing as x: 6 r.
    let slope = try gradient(at: x) { (rounded($0).square() * 3).sum() }
    #expect(slope.scalars(as: Float.self) == [-12, 0, 12])
    #expect(try gradient(at: x) { ($0.rounded().square() * 3).sum() }.scalars(as: Float.self) == [0, 0, 0])
  }

  @Test func gradientReversal() throws {
    let slope = try gradient(at: x) { ($0.square() + reversed($0) * 5).sum() }
    expectClose(slope.scalars(), [-3 - 5, 0.8 - 5, 4 - 5], absolute: 1e-6, "2x - 5")
  }

  @Test func aRuleMayUseTheArgumentAndWhatWasComputedOnTheWay() throws {
    // A wrong rule on purpose, so that its use shows: upstream · x · 10 + y.
    let slope = try gradient(at: x) { x in
      withCustomGradient(at: x) { x in
        let y = x.exp()
        return (y, { upstream in upstream * x * 10 + y })
      }.sum()
    }
    expectClose(
      slope.scalars(), [-15 + 0.22313016, 4 + 1.4918247, 20 + 7.389056], absolute: 1e-5, "10x + exp(x)")
  }

  @Test func numericallyStableSoftplus() throws {
    let large = Tensor([0, 100] as [Float])
    func softplus(_ x: Tensor) -> Tensor { (1 + x.exp()).log() }
    #expect(try gradient(at: large) { softplus($0).sum() }.scalars(as: Float.self)[1].isNaN)
    let slope = try gradient(at: large) { x in
      withCustomGradient(at: x) { x in (softplus(x), { $0 * (1 - 1 / (1 + x.exp())) }) }.sum()
    }
    #expect(slope.scalars(as: Float.self) == [0.5, 1])
  }

  // MARK: Higher orders

  @Test func theSecondDerivativeIsThatOfTheRule() throws {
    // f = x³ with the rule 5 x⁴, so f'' = 20 x³ and f''' = 60 x².
    func f(_ x: Tensor) -> Tensor {
      withCustomGradient(at: x) { x in (x * x * x, { $0 * x * x * x * x * 5 }) }
    }
    func first(_ x: Tensor) throws -> Tensor { try gradient(at: x) { f($0).sum() } }
    func second(_ x: Tensor) throws -> Tensor { try gradient(at: x) { try first($0).sum() } }
    let third = try gradient(at: x) { try second($0).sum() }
    let numbers = x.scalars(as: Float.self)
    expectClose(try first(x).scalars(), numbers.map { 5 * $0 * $0 * $0 * $0 }, absolute: 1e-4, "f'")
    expectClose(try second(x).scalars(), numbers.map { 20 * $0 * $0 * $0 }, absolute: 1e-4, "f''")
    expectClose(third.scalars(), numbers.map { 60 * $0 * $0 }, absolute: 1e-4, "f'''")
  }

  @Test func everyDerivativeOfTheValueFollowsTheRule() throws {
    // L = f², f = x³ with the rule r = 5 x⁴: L'' = 2 r² + 2 f · 20 x³, as TensorFlow and PyTorch have it. (JAX
    // differentiates the function itself in the first part.) At 0.4 TensorFlow gives 0.19660804.
    let second = try gradient(at: Tensor(0.4 as Float)) { x in
      try gradient(at: x) { x in
        withCustomGradient(at: x) { x in (x * x * x, { $0 * x * x * x * x * 5 }) }.square()
      }
    }
    expectClose(second.scalars(), [0.19660804], absolute: 1e-7, "L''")
  }

  @Test func whatTheRuleTakesFromTheFunctionIsDifferentiatedAsItWasComputed() throws {
    // The rule of exp: upstream · y. Its derivative goes through y = exp(x), so every derivative is exp(x).
    let second = try gradient(at: x) { x in
      try gradient(at: x) { x in
        withCustomGradient(at: x) { x in
          let y = x.exp()
          return (y, { $0 * y })
        }.sum()
      }.sum()
    }
    expectClose(second.scalars(), [0.22313016, 1.4918247, 7.389056], absolute: 1e-5, "exp")
  }

  @Test func customGradientsWithinARuleHoldInItsCopies() throws {
    // f' = round(x) by the rule, and the derivative of that is 1 by the rule of `rounded`.
    func f(_ x: Tensor) -> Tensor { withCustomGradient(at: x) { x in (x, { $0 * rounded(x) }) } }
    let first = try gradient(at: x) { f($0).sum() }
    #expect(first.scalars(as: Float.self) == [-2, 0, 2])
    let second = try gradient(at: x) { x in
      try gradient(at: x) { x in f(x).sum() + f(x * 2).sum() }.sum()
    }
    #expect(second.scalars(as: Float.self) == [5, 5, 5])
    // Through two copies: the upstream gradient is rounded, so the copy's own rule matters.
    func g(_ x: Tensor) -> Tensor { withCustomGradient(at: x) { x in (x, { rounded($0 * x) }) } }
    let mixed = try gradient(at: x) { x in try gradient(at: x) { (g($0) * 3).sum() }.sum() }
    #expect(mixed.scalars(as: Float.self) == [3, 3, 3])
  }

  @Test func aFunctionWithinAFunction() throws {
    let slope = try gradient(at: x) { x in
      withCustomGradient(at: x) { x in (reversed(x) * 2, { $0 * 7 }) }.sum()
    }
    #expect(slope.scalars(as: Float.self) == [7, 7, 7])
    let chained = try gradient(at: x) { reversed(reversed(reversed($0) * 2) * 2).sum() }
    #expect(chained.scalars(as: Float.self) == [-4, -4, -4])
  }

  // MARK: Several arguments and values

  @Test func severalArgumentsAndValues() throws {
    func sumAndProduct(_ a: Tensor, _ b: Tensor) -> [Tensor] {
      withCustomGradient(at: [a, b]) { xs in
        ([xs[0] + xs[1], xs[0] * xs[1]], { [$0[0] * 2 + $0[1] * 3, $0[0] * 5 + $0[1] * 7] })
      }
    }
    let (a, b) = (Tensor(3 as Float), Tensor(4 as Float))
    let (value, both) = try valueAndGradient(at: [a, b]) { xs in
      let values = sumAndProduct(xs[0], xs[1])
      return values[0] + values[1] * 10
    }
    #expect(value.scalar(as: Float.self) == 127)
    #expect(both.map { $0.scalar(as: Float.self) } == [32, 75])
    // One value alone: the gradient of the other is 0. One argument alone: that of the other is not needed.
    let one = try gradient(at: a) { sumAndProduct($0, b)[1] }
    #expect(one.scalar(as: Float.self) == 3)
  }

  @Test func argumentsThatDoNotCountHaveNoGradient() throws {
    let slope = try gradient(at: x) { x in rounded(Tensor([5, 5, 5] as [Float])).sum() + x.sum() }
    #expect(slope.scalars(as: Float.self) == [1, 1, 1])
  }

  // MARK: In layers

  private final class Reversal: Layer {
    override func call(_ input: Tensor, context: CallContext) throws -> Tensor {
      withCustomGradient(at: input) { ($0, { -$0 }) }
    }
  }

  @Test func layersInTraining() throws {
    // loss = (k x)², x = 2, k = 1, so the gradient of k is 8: reversed, and with rate 0.1, k becomes 1.8.
    let dense = Dense(1, useBias: false, kernelInitializer: .ones)
    let model = try Sequential([Input(shape: [1]), dense, Reversal()])
    model.compile(optimizer: .sgd(learningRate: 0.1), loss: .meanSquaredError())
    try model.fit(Tensor([2] as [Float], shape: [1, 1]), Tensor.zeros([1, 1]), verbose: .silent)
    expectClose(try dense.kernel.value.scalars(), [1.8], absolute: 1e-6, "k")
    #expect(try model.predict(Tensor.ones([1, 1])).scalars(as: Float.self).count == 1)
  }

  // MARK: In recurrences

  /// A step s ← round(w · s) + x, over three steps from 2, whose sum is the result.
  private func recurrence(_ w: Tensor, _ round: (Tensor) -> Tensor) -> Tensor {
    let xs = Tensor([1, 2, 3] as [Float])
    return scan([Tensor(2 as Float)], over: [xs]) { carries, slices in
      let next = round(w * carries[0]) + slices[0]
      return ([next], [next])
    }.outputs[0].sum()
  }

  @Test func recurrencesFollowTheRule() throws {
    // With w = 1.4 the states are round(2.8) + 1 = 4, round(5.6) + 2 = 8, round(11.2) + 3 = 14. If round passes
    // gradients, ds/dw = s₋ + w · ds₋/dw: 2, then 4 + 2.8 = 6.8, then 8 + 9.52 = 17.52.
    let (value, slope) = try valueAndGradient(at: Tensor(1.4 as Float)) { recurrence($0, rounded) }
    #expect(value.scalar(as: Float.self) == 26)
    expectClose(slope.scalars(), [26.32], absolute: 1e-4, "with the rule")
    #expect(
      try gradient(at: Tensor(1.4 as Float)) { recurrence($0) { $0.rounded() } }.scalar(as: Float.self) == 0)
  }

  @Test func secondDerivativesInRecurrences() throws {
    // The second derivative, by the rule too: d²s/dw² = 2 ds₋/dw + w · d²s₋/dw²: 0, 4, 13.6 + 5.6 = 19.2.
    let second = try gradient(at: Tensor(1.4 as Float)) { w in try gradient(at: w) { recurrence($0, rounded) }
    }
    expectClose(second.scalars(), [23.2], absolute: 1e-4, "the second derivative")
  }

  @Test func resultsThatTheGradientOfAStepTakes() throws {
    // s ← round(w · s) · w + x: the gradient of a step takes the rounded value, whose own gradient is the rule's.
    func step(_ w: Tensor, _ s: Tensor, _ x: Tensor) -> Tensor { rounded(w * s) * w + x }
    func recurrence(_ w: Tensor) -> Tensor {
      scan([Tensor(2 as Float)], over: [Tensor([1, 2, 3] as [Float])]) { carries, slices in
        ([step(w, carries[0], slices[0])], [])
      }.carries[0]
    }
    func unrolled(_ w: Tensor) -> Tensor {
      [1, 2, 3].reduce(Tensor(2 as Float)) { step(w, $0, Tensor(Float($1))) }
    }
    let w = Tensor(1.4 as Float)
    let second = try gradient(at: w) { w in try gradient(at: w, of: recurrence) }
    let expected = try gradient(at: w) { w in try gradient(at: w, of: unrolled) }
    expectClose(second.scalars(), expected.scalars(), absolute: 1e-3, "the second derivative")
  }

  @Test func rulesWithinRulesInRecurrences() throws {
    // The rule of this identity rounds what it passes, and the rule of rounding passes everything. States of
    // w = 1.5 from 2: 3 + 1 = 4, 6 + 2 = 8, 12 + 3 = 15.
    func stepwise(_ x: Tensor) -> Tensor { withCustomGradient(at: x) { x in (x, { rounded($0 * x) }) } }
    func first(_ w: Tensor) throws -> Tensor { try gradient(at: w) { recurrence($0, stepwise) } }
    let w = Tensor(1.5 as Float)
    // By hand. Last step: upstream 1, a = 12, passed round(12) = 12; to w 12 · 8, to the state 12 · 1.5 = 18.
    // Second: upstream 19, a = 6, passed 114; to w 114 · 4, to the state 171. First: 172, a = 3, passed 516; w 1032.
    #expect(try first(w).scalar(as: Float.self) == 96 + 456 + 1032)
    // The second derivative against the loop written out; the rules of copies are tested above.
    func unrolled(_ w: Tensor) -> Tensor {
      let s1 = stepwise(w * 2) + 1
      let s2 = stepwise(w * s1) + 2
      return s1 + s2 + stepwise(w * s2) + 3
    }
    let second = try gradient(at: w) { try first($0) }
    let expected = try gradient(at: w) { w in try gradient(at: w) { unrolled($0) } }
    #expect(expected.scalar(as: Float.self) != 0)
    #expect(second.scalar(as: Float.self) == expected.scalar(as: Float.self))
  }

  // MARK: What is recorded

  @Test func nothingIsLeftInAProgramWithoutGradient() throws {
    let trace = Trace()
    let argument = trace.argument(TensorType(.float32, [3]))
    let result = trace.record {
      withCustomGradient(at: argument) { x in (x * 2, { $0 * x.exp().sin() }) }
    }
    var graph = trace.graph
    graph.outputs = [trace.value(of: result)]
    let names = graph.simplified().nodes.map(\.operation.name)
    #expect(Set(names) == ["input", "constant", "broadcast", "multiply"])
  }

  // MARK: Mistakes

  @Test func whatIsNoArgumentMustNotNeedAGradient() throws {
    let weight = Variable(x)
    func scaled(_ x: Tensor, _ factor: Tensor) -> Tensor {
      withCustomGradient(at: x) { x in (x * factor * 2, { $0 }) }
    }
    #expect(throws: GradientError.outsideOfCustomGradient(x.type)) {
      try valueAndGradient(for: [weight]) { scaled(x, weight.value).sum() }
    }
    #expect(throws: GradientError.self) { try gradient(at: x) { outer in scaled(outer, outer.exp()).sum() } }
    #expect(throws: GradientError.self) {
      try gradient(at: x) { outer in withCustomGradient(at: x) { _ in (outer, { $0 }) }.sum() }
    }
    let slopes = try valueAndGradient(for: [weight]) { scaled(weight.value, x).sum() }.gradients
    #expect(slopes[0].scalars(as: Float.self) == [1, 1, 1])
    let stopped = try gradient(at: x) { scaled($0, $0.stoppingGradient()).sum() }
    #expect(stopped.scalars(as: Float.self) == [1, 1, 1])
  }

  private func expect(_ result: ExitTest.Result?, says message: String) throws {
    let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(text.contains(message), "the message is \(text)")
  }

  @Test func gradientsOfAnotherShape() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try gradient(at: Tensor.ones([3])) { withCustomGradient(at: $0) { ($0, { $0.sum() }) }.sum() }
    }
    try expect(
      result, says: "gives gradients of types [float32[]], but the arguments have the types [float32[3]]")
  }

  @Test func integers() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = withCustomGradient(at: Tensor([1, 2] as [Int32])) { ($0, { $0 }) }
    }
    try expect(result, says: "argument int32[2] of a function with a custom gradient is not floating point")
  }

  @Test func assignmentsInTheRule() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let counter = Variable(Tensor(0 as Float), name: "counter")
      _ = try gradient(at: Tensor.ones([3])) { x in
        withCustomGradient(at: x) { x in
          (
            x,
            { upstream in
              counter.value = counter.value + 1
              return upstream
            }
          )
        }.sum()
      }
    }
    try expect(result, says: "the variable counter is assigned, or a random number drawn, in the pullback")
  }
}
