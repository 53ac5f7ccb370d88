import Testing

@testable import Strata

@Suite("Scene: training loops of one's own")
struct CustomTrainingTests {
  // MARK: A loss of one's own

  @Test func aStepByHandIsAStepOfFit() throws {
    func makeModel() throws -> Sequential {
      try withRandomSeed(7) {
        try Sequential {
          Dense(8, activation: .tanh)
          Dense(1)
        }
      }
    }
    let (x, y) = (Tensor.randomNormal([32, 3], seed: 1), Tensor.randomNormal([32, 1], seed: 2))
    let fitted = try makeModel()
    fitted.compile(optimizer: .adam(learningRate: 0.01), loss: .meanSquaredError())
    try fitted.fit(x, y, batchSize: 32, epochs: 5, verbose: .silent)

    // Built by the first step, which is recorded in one case and run at once in the other.
    for isCompiled in [true, false] {
      let model = try makeModel()
      let optimizer = Adam(learningRate: 0.01)
      func step(_ x: Tensor, _ y: Tensor) throws -> Tensor {
        let (loss, gradients) = try valueAndGradient(for: model.trainableWeights) {
          try (model(x, training: true) - y).square().mean()
        }
        try optimizer.apply(gradients, to: model.trainableWeights)
        return loss
      }
      let run = isCompiled ? compiled(step) : step
      for _ in 0..<5 { _ = try run(x, y) }
      for (weight, expected) in zip(model.weights, fitted.weights) {
        expectClose(weight.value.scalars(), expected.value.scalars(), absolute: 1e-5, weight.path)
      }
    }
  }

  // MARK: Gradients of gradients

  @Test func gradientPenalty() throws {
    // y = w x², so dy/dx = 2 w x, and the penalty is the mean of 4 w² x²: its gradient by w is 8 w x².
    let w = Variable(Tensor(1.5 as Float), name: "w")
    let x = Tensor([1, -2] as [Float])
    let (penalty, gradients) = try valueAndGradient(for: [w]) {
      try gradient(at: x) { (w.value * $0 * $0).sum() }.square().mean()
    }
    #expect(penalty.scalar(as: Float.self) == 4 * 2.25 * 2.5)
    #expect(gradients[0].scalar(as: Float.self) == 8 * 1.5 * 2.5)
  }

  @Test func gradientPenaltyOfANetwork() throws {
    // y = k₂ tanh(k₁ x) with k₁ = 0.5, k₂ = 2 at x = 0.6, where dy/dx = k₁ k₂ (1 − t²) with t = tanh(0.3).
    let model = try Sequential {
      Input(shape: [1])
      Dense(1, activation: .tanh, useBias: false, kernelInitializer: .constant(0.5))
      Dense(1, useBias: false, kernelInitializer: .constant(2))
    }
    let x = Tensor([0.6] as [Float], shape: [1, 1])
    let (slope, gradients) = try valueAndGradient(for: model.trainableWeights) {
      try gradient(at: x) { try model($0).sum() }.sum()
    }
    let t: Float = 0.29131261
    let s = 1 - t * t
    expectClose(slope.scalars(), [s], absolute: 1e-6, "the slope")
    // By k₁: k₂ s + k₁ k₂ · (−2 t s) x; by k₂: k₁ s.
    expectClose(gradients[0].scalars(), [2 * s - 2 * t * s * 0.6], absolute: 1e-5, "by the first kernel")
    expectClose(gradients[1].scalars(), [0.5 * s], absolute: 1e-6, "by the second kernel")
  }

  @Test func hessianVectorProduct() throws {
    // f = x² y + y³: second derivatives 2y, 2x, 6y.
    let point = Tensor([3, 5] as [Float])
    let direction = Tensor([1, -2] as [Float])
    func f(_ v: Tensor) -> Tensor {
      let (x, y) = (v[0], v[1])
      return x * x * y + y * y * y
    }
    let product = try gradient(at: point) { v in
      let slope = try gradient(at: v, of: f)
      return (slope * direction).sum()
    }
    #expect(product.scalars(as: Float.self) == [10 - 12, 6 - 60])
  }

  // MARK: A given gradient

  @Test func roundedWeightsAreLearned() throws {
    func rounded(_ x: Tensor) -> Tensor { withCustomGradient(at: x) { ($0.rounded(), { $0 }) } }
    let weight = Variable(Tensor([0.2, 1.7, -2.4] as [Float]))
    let wanted = Tensor([3, -1, 2] as [Float])
    let descent = SGD(learningRate: 0.1)
    // The first step by hand: 2 (round(w) − wanted) · 0.1 off each weight.
    for step in 0..<50 {
      let (_, gradients) = try valueAndGradient(for: [weight]) {
        (rounded(weight.value) - wanted).square().sum()
      }
      try descent.apply(gradients, to: [weight])
      if step == 0 { expectClose(weight.value.scalars(), [0.8, 1.1, -1.6], absolute: 1e-6) }
    }
    #expect(weight.value.rounded().scalars(as: Float.self) == [3, -1, 2])
  }
}
