import Strata
import Testing

@Suite struct CompiledTests {
  @Test func recordsOncePerShape() throws {
    var recordings = 0
    let total = compiled { (x: Tensor) in
      recordings += 1
      return x.sum()
    }
    #expect(try total(Tensor([1, 2, 3] as [Float])).scalar(as: Float.self) == 6)
    #expect(try total(Tensor([4, 5, 6] as [Float])).scalar(as: Float.self) == 15)
    #expect(recordings == 1)
    #expect(try total(Tensor([1, 2] as [Float])).scalar(as: Float.self) == 3)
    #expect(recordings == 2)
  }

  @Test func resultsOfEarlierRunsStay() throws {
    let double = compiled { (x: Tensor) in x * 2 }
    let first = try double(Tensor([1, 2] as [Float]))
    let second = try double(Tensor([3, 4] as [Float]))
    #expect(first.scalars(as: Float.self) == [2, 4])
    #expect(second.scalars(as: Float.self) == [6, 8])
  }

  @Test func nestedFunctionsBecomeOneProgram() throws {
    let inner = compiled { (x: Tensor) in x + 1 }
    let outer = compiled { (x: Tensor) in try inner(x) * 10 }
    #expect(try outer(Tensor([1, 2] as [Float])).scalars(as: Float.self) == [20, 30])
  }

  @Test func capturedTensorsAndUnchangedArgumentsPass() throws {
    let offset = Tensor([10, 20] as [Float])
    let function = compiled { (xs: [Tensor]) in [xs[0], offset, xs[0] + offset] }
    let results = try function([Tensor([1, 2] as [Float])])
    #expect(results.map { $0.scalars(as: Float.self) } == [[1, 2], [10, 20], [11, 22]])
  }
}

@Suite struct ValueAndGradientTests {
  @Test func ofOneTensor() throws {
    let (value, gradient) = try valueAndGradient(at: Tensor([1, 2, 3] as [Float])) { ($0 * $0 * $0).sum() }
    #expect(value.scalar(as: Float.self) == 36)
    #expect(gradient.scalars(as: Float.self) == [3, 12, 27])
  }

  @Test func ofVariables() throws {
    let w = Variable(Tensor([2, 3] as [Float]))
    let b = Variable(Tensor(1 as Float))
    let x = Tensor([5, 7] as [Float])
    let (value, gradients) = try valueAndGradient(for: [w, b]) { (w.value * x).sum() + b.value }
    #expect(value.scalar(as: Float.self) == 32)
    #expect(gradients[0].scalars(as: Float.self) == [5, 7])
    #expect(gradients[1].scalar(as: Float.self) == 1)
  }

  @Test func ofAModelThatTheClosureBuilds() throws {
    let model = try Sequential {
      Dense(2, kernelInitializer: .ones)
      Dense(1, kernelInitializer: .constant(3))
    }
    let x = Tensor([5, 7] as [Float], shape: [1, 2])
    func loss() throws -> Tensor { try model(x).sum() }
    // The first call builds, the second finds the model built: the same numbers, 3·x and 12 and 3, 1.
    for _ in 0..<2 {
      let (value, gradients) = try valueAndGradient(for: model.trainableWeights, of: loss)
      #expect(value.scalar(as: Float.self) == 72)
      #expect(
        gradients.map { $0.scalars(as: Float.self) } == [[15, 15, 21, 21], [3, 3], [12, 12], [1]])
    }
    let recorded = try Sequential { Dense(1, kernelInitializer: .ones) }
    let step = compiled { (x: Tensor) in
      try valueAndGradient(for: recorded.trainableWeights) { try recorded(x * 2).sum() }.gradients[0]
    }
    #expect(try step(x).scalars(as: Float.self) == [10, 14])
  }

  @Test func ofAGradient() throws {
    let second = try gradient(at: Tensor([1, 2] as [Float])) { x in
      try gradient(at: x) { ($0 * $0 * $0).sum() }.sum()
    }
    #expect(second.scalars(as: Float.self) == [6, 12])
  }

  @Test func whatIsOutsideTheClosureIsConstantInIt() throws {
    let function = compiled { (x: Tensor) in
      let outside = x * 3
      return try gradient(at: x) { ($0 * outside).sum() }
    }
    #expect(try function(Tensor([1, 2] as [Float])).scalars(as: Float.self) == [3, 6])
  }

  @Test func capturedTensorsAreReadAfreshEachTime() throws {
    for factor in [2, 5] as [Float] {
      let captured = Tensor([factor, factor])
      let result = try gradient(at: Tensor([1, 1] as [Float])) { ($0 * captured).sum() }
      #expect(result.scalars(as: Float.self) == [factor, factor])
    }
  }

  @Test func assignmentsWithinTakeEffect() throws {
    let seen = Variable(Tensor(0 as Float))
    let w = Variable(Tensor([2, 3] as [Float]))
    _ = try valueAndGradient(for: [w]) {
      seen.value = w.value.sum()
      return (w.value * w.value).sum()
    }
    #expect(seen.value.scalar(as: Float.self) == 5)
    #expect(w.value.scalars(as: Float.self) == [2, 3])
  }
}
