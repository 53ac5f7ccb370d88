import Strata
import Testing

@Suite struct ProfileTests {
  private let x = Tensor.randomUniform([20, 4], seed: 1)
  private let y = Tensor((0..<20).map { Int32($0 % 3) })

  private func model() throws -> Sequential {
    let model = try Sequential([
      Input(shape: [4]), Dense(16, activation: .relu), Dropout(0.5), Dense(3, activation: .softmax),
    ])
    model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
    return model
  }

  @Test func countsTheWorkOfATrainingStep() throws {
    let profile = try model().profile(x, y, batchSize: 8, runCount: 3)
    #expect(profile.runCount == 3)
    let products = profile.steps.filter { $0.operationCount > 0 }
    // Forward, and backward with respect to both kernels and the hidden layer.
    #expect(
      products.map(\.operationCount).sorted()
        == [2 * 8 * 16 * 3, 2 * 8 * 16 * 3, 2 * 8 * 16 * 3, 2 * 8 * 4 * 16, 2 * 8 * 4 * 16].sorted())
    let first = try #require(profile.steps.first { $0.operationCount == 2 * 8 * 4 * 16 })
    #expect(first.byteCount == 4 * (8 * 4 + 4 * 16 + 16 + 8 * 16))
    #expect(
      products.allSatisfy { $0.threadCount == 1 },
      "products as small as these do not gain from a second thread")
    #expect(profile.steps.allSatisfy { $0.seconds >= 0 && $0.threadCount >= 1 })
    #expect(profile.seconds > 0)
  }

  @Test func isATable() throws {
    let profile = try model().profile(x, y, batchSize: 8)
    let lines = profile.description.split(separator: "\n")
    #expect(lines.count == profile.steps.count + 2)
    #expect(lines[0].hasPrefix("\(profile.steps.count) steps in "))
    for (line, step) in zip(lines.dropFirst(2), profile.steps) { #expect(line.hasSuffix(step.label)) }
    // All lines have the columns in the same places.
    let starts = zip(lines.dropFirst(2), profile.steps).map { $0.count - $1.label.count }
    #expect(Set(starts).count == 1)
  }

  /// A model that was profiled trains as one that was not.
  @Test func leavesNoTrace() throws {
    func losses(profiling: Bool) throws -> [Double] {
      try withRandomSeed(5) {
        let model = try model()
        if profiling { _ = try model.profile(x, y, batchSize: 8) }
        return try model.fit(x, y, batchSize: 8, epochs: 3, verbose: .silent)["loss"]
      }
    }
    #expect(try losses(profiling: true) == losses(profiling: false))
  }

  @Test func profilesAClosure() throws {
    let weight = Variable(Tensor([1, 2] as [Float]))
    let profile = try profile([Tensor([3, 4] as [Float])]) { arguments in
      weight.value = weight.value + arguments[0]
      return [weight.value.sum()]
    }
    #expect(!profile.steps.isEmpty)
    #expect(weight.value.scalars(as: Float.self) == [1, 2])
  }
}
