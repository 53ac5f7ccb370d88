import Foundation
import Strata
import Testing

/// Programs that only use weights keep what they make of them, such as packed kernels; each way in which weights can
/// change must be seen.
@Suite struct ChangingWeightsTests {
  /// With a seed: training from some random weights diverges.
  private func makeModel(seed: UInt32 = 1) throws -> Sequential {
    try withRandomSeed(seed) {
      try Sequential([
        Input(shape: [6, 6, 2]), Conv2D(5, kernelSize: 3), BatchNormalization(), ReLU(), MaxPooling2D(),
        Flatten(), Dense(300), Dense(3),
      ])
    }
  }

  private let x = Tensor.randomUniform([4, 6, 6, 2], seed: 1)

  /// The layers' outputs one after the other, each operation by itself.
  private func expected(_ model: Sequential, _ input: Tensor) throws -> [Float] {
    func weight(_ layer: Int, _ index: Int) -> [Double] {
      model.layers[layer].weights[index].value.scalars(as: Float.self).map(Double.init)
    }
    let pixels = input.scalars(as: Float.self).map(Double.init)
    let (kernel, bias) = (weight(0, 0), weight(0, 1))
    let (gamma, beta, mean, variance) = (weight(1, 0), weight(1, 1), weight(1, 2), weight(1, 3))
    var outputs: [Float] = []
    for sample in 0..<input.shape[0] {
      var features = [Double](repeating: 0, count: 2 * 2 * 5)
      for row in 0..<4 {
        for column in 0..<4 {
          for filter in 0..<5 {
            var sum = bias[filter]
            for (i, j, c) in (0..<18).map({ ($0 / 6, $0 / 2 % 3, $0 % 2) }) {
              sum +=
                pixels[((sample * 6 + row + i) * 6 + column + j) * 2 + c]
                * kernel[((i * 3 + j) * 2 + c) * 5 + filter]
            }
            let normal =
              (sum - mean[filter]) / (variance[filter] + 0.001).squareRoot() * gamma[filter] + beta[filter]
            // The maximum of numbers that are at least 0.
            let place = (row / 2 * 2 + column / 2) * 5 + filter
            features[place] = max(features[place], normal)
          }
        }
      }
      for layer in [5, 6] {
        let (kernel, bias) = (weight(layer, 0), weight(layer, 1))
        features = bias.indices.map { unit in
          features.indices.reduce(bias[unit]) { $0 + features[$1] * kernel[$1 * bias.count + unit] }
        }
      }
      outputs += features.map(Float.init)
    }
    return outputs
  }

  private func expectSeen(
    _ model: Sequential, _ input: Tensor? = nil, at location: SourceLocation = #_sourceLocation
  ) throws {
    let input = input ?? x
    let wanted = try expected(model, input)
    let step = compiled { (x: Tensor) in try model(x) }
    for found in [try model.predict(input), try model(input), try step(input), try step(input)] {
      for (found, wanted) in zip(found.scalars(as: Float.self), wanted) {
        #expect(abs(found - wanted) < 1e-4 * max(1, abs(wanted)), sourceLocation: location)
      }
    }
  }

  private func train(_ model: Sequential) throws {
    model.compile(optimizer: .sgd(learningRate: 0.1), loss: .meanSquaredError(), metrics: [])
    try withRandomSeed(2) {
      _ = try model.fit(x, Tensor.randomUniform([4, 3], seed: 2), batchSize: 2, epochs: 2, verbose: .silent)
    }
  }

  @Test func assigned() throws {
    let model = try makeModel()
    try expectSeen(model)
    for weight in model.weights {
      weight.value = Tensor.randomUniform(weight.shape, from: 0.25, to: 1, seed: 3)
      try expectSeen(model)
      try weight.assign(weight.value * 0.5 + 0.1)
      try expectSeen(model)
    }
    try model.setWeights(model.weights.map { $0.value * 0.75 })
    try expectSeen(model)
  }

  @Test func trained() throws {
    let model = try makeModel()
    for _ in 0..<3 {
      try expectSeen(model)
      try train(model)
    }
    try expectSeen(model)
  }

  @Test func updatedInAClosure() throws {
    let model = try makeModel()
    let update = compiled { (x: Tensor) in
      for weight in model.trainableWeights { weight.value = weight.value * 0.9 + 0.01 }
      return x
    }
    for _ in 0..<3 {
      _ = try update(Tensor(0 as Float))
      try expectSeen(model)
    }
  }

  @Test func changedByAnOwnTrainingLoop() throws {
    let model = try makeModel()
    var losses: [Float] = []
    for _ in 0..<5 {
      let (loss, gradients) = try valueAndGradient(for: model.trainableWeights) {
        try model(x).square().mean()
      }
      losses.append(loss.scalar(as: Float.self))
      for (weight, gradient) in zip(model.trainableWeights, gradients) {
        weight.value = weight.value - 0.05 * gradient
      }
      try expectSeen(model)
    }
    #expect(losses == losses.sorted(by: >), "\(losses)")
  }

  @Test func softlyUpdated() throws {
    let (target, source) = (try makeModel(), try makeModel(seed: 2))
    for tau in [0.5, 1, 0.25] {
      try target.softUpdate(from: source, tau: tau)
      try expectSeen(target)
      try train(source)
    }
  }

  @Test func loaded() throws {
    let (model, other) = (try makeModel(), try makeModel(seed: 2))
    try expectSeen(model)
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).weights.h5")
    defer { try? FileManager.default.removeItem(at: file) }
    try other.saveWeights(to: file.path)
    try model.loadWeights(from: file.path)
    try expectSeen(model)
    #expect(try model.predict(x).scalars(as: Float.self) == other.predict(x).scalars(as: Float.self))
  }

  /// Two models that run the same program with weights of their own, in turn.
  @Test func ofTwoModelsAlike() throws {
    let models = [try makeModel(), try makeModel(seed: 2)]
    for _ in 0..<2 {
      for model in models { try expectSeen(model) }
      try train(models[1])
      try expectSeen(models[0], Tensor.randomUniform([4, 6, 6, 2], seed: 4))
    }
  }

  /// Weights that change places.
  @Test func exchanged() throws {
    let model = try makeModel()
    let (gamma, beta) = (model.layers[1].weights[0], model.layers[1].weights[1])
    beta.value = Tensor.randomUniform([5], seed: 5)
    let exchange = compiled { (x: Tensor) in
      (gamma.value, beta.value) = (beta.value, gamma.value)
      return x
    }
    for _ in 0..<3 {
      try expectSeen(model)
      _ = try exchange(Tensor(0 as Float))
      try expectSeen(model)
      (gamma.value, beta.value) = (beta.value, gamma.value)
    }
  }
}
