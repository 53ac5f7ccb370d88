import Testing

@testable import Strata

/// A single layer finds the coefficients that linear regression finds; one behind a hidden layer does not, and does
/// the task all the same.
@Suite("Scene: what a weight means") struct WhatAWeightMeansTests {
  private func fit(_ model: Sequential, _ x: Tensor, _ y: Tensor) throws {
    model.compile(optimizer: .adam(learningRate: 0.02), loss: .meanSquaredError())
    try model.fit(x, y, batchSize: 300, epochs: 1000, verbose: .silent)
  }

  private func makeDeep() throws -> Sequential {
    try Sequential {
      Input(shape: [3])
      Dense(6, activation: .tanh, name: "hidden")
      Dense(1, name: "output")
    }
  }

  @Test func coefficientsAndErrors() throws {
    let scene = try RecordedScene("knownCoefficients")
    let (x, y) = (scene.x, scene.y.reshaped([-1, 1]))
    let noise = Tensor.randomNormal([300, 1], standardDeviation: 0.1, seed: 2)
    let truth = matmul(
      Tensor.randomUniform([300, 3], from: -1, to: 1, seed: 1),
      Tensor([3, -2, 0.5] as [Float], shape: [3, 1]))
    expectClose((truth + 1 + noise).floats, y.floats, "the example's data are the recorded ones")
    let regressionError = try #require(scene.recorded["meanSquaredError"]?.double)

    try withRandomSeed(1234) {
      let linear = try Sequential {
        Input(shape: [3])
        Dense(1)
      }
      try fit(linear, x, y)
      let kernel = try linear.getWeights()[0].reshaped([3])
      expectClose(kernel, try scene.recorded.array("kernel"), absolute: 1e-5, "the coefficients")
      let bias = Float(try #require(scene.recorded["bias"]?.double))
      expectClose(try linear.getWeights()[1].floats, [bias], absolute: 1e-5, "the constant")

      let deep = [try makeDeep(), try makeDeep()]
      for model in deep { try fit(model, x, y) }
      for model in deep + [linear] {
        let error = try #require(model.evaluate(x, y, verbose: .silent)["loss"])
        #expect(error < 1.5 * regressionError)
        #expect(try areaUnderCurve(model, x, y) > 0.99)
      }
      // No unit has weights in the proportion of the coefficients, and the two networks have nothing in common.
      let kernels = try deep.map { try $0.layer("hidden").getWeights()[0] }
      for unit in kernels.flatMap({ kernel in (0..<6).map { kernel[.all, $0].floats } }) {
        #expect(abs(unit[1] / unit[0] + 2 / 3) > 0.01 || abs(unit[2] / unit[0] - 0.5 / 3) > 0.01)
      }
      #expect((kernels[0] - kernels[1]).abs().max().scalar(as: Float.self) > 0.5)
    }
  }

  private func areaUnderCurve(_ model: Sequential, _ x: Tensor, _ y: Tensor) throws -> Float {
    let auc = AUC(fromLogits: true)
    auc.update((y .> 0).converted(to: .float32), try model.predict(x), sampleWeight: nil)
    return auc.result().scalar()
  }
}
