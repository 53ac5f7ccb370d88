import Testing

@testable import Strata

/// Whether an inspector measures what it says, and leaves training alone.
@Suite struct InspectorTests {
  private let x = Tensor.randomNormal([48, 5], seed: 3)
  private let y = Tensor.randomNormal([48, 2], seed: 4)

  private func model() throws -> Sequential {
    let model = try Sequential {
      Input(shape: [5])
      Dense(4, activation: .tanh, name: "hidden")
      Dropout(0.3)
      Dense(2, name: "head")
    }
    model.compile(optimizer: .adam(), loss: .meanSquaredError())
    return model
  }

  private func train(_ callbacks: [Callback]) throws -> [Tensor] {
    try withRandomSeed(5) {
      let model = try model()
      try model.fit(x, y, batchSize: 16, epochs: 3, verbose: .silent, callbacks: callbacks)
      return try model.getWeights()
    }
  }

  @Test func doesNotChangeTheTraining() throws {
    let (alone, inspected) = (try train([]), try train([Inspector(verbose: false)]))
    for (weight, other) in zip(alone, inspected) {
      #expect(weight.scalars(as: Float.self) == other.scalars(as: Float.self))
    }
  }

  @Test func measuresTheStepOfALinearLayer() throws {
    let dense = Dense(2, name: "linear")
    let model = try Sequential([Input(shape: [5]), dense])
    model.compile(optimizer: .sgd(learningRate: 0.1), loss: .meanSquaredError())
    let (kernel, bias) = (try dense.kernel.value, try dense.bias.value)
    let inspector = Inspector(verbose: false)
    try model.fit(x, y, batchSize: 48, epochs: 1, verbose: .silent, callbacks: [inspector])

    // The mean of (xW + b − y)² over 48 · 2 numbers: ∂/∂W = 2 xᵀ(xW + b − y) / 96.
    let error = matmul(x, kernel) + bias - y
    let slopes = [2 * matmul(x.transposed(), error) / 96, 2 * error.sum(axis: 0) / 96]
    func norm(_ tensors: [Tensor]) -> Double {
      tensors.flatMap { $0.scalars(as: Float.self) }.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
    let record = try #require(inspector.records.first?.layers.first)
    #expect(record.parameterCount == 12)
    #expect(abs(record.weightNorm - norm([kernel, bias])) < 1e-6)
    #expect(abs(record.gradientNorm - norm(slopes)) < 1e-5)
    #expect(abs(record.updateNorm - 0.1 * norm(slopes)) < 1e-6)
    let output = error + y
    #expect(abs(record.largestOutput! - Double(output.abs().max().scalar(as: Float.self))) < 1e-5)
    #expect(abs(inspector.records[0].loss - Double((error * error).mean().scalar(as: Float.self))) < 1e-5)
  }

  @Test func makesRecordsAsOftenAsAsked() throws {
    let inspector = Inspector(every: .batches(2), verbose: false)
    _ = try train([inspector])
    // Nine steps, three in each epoch.
    #expect(inspector.records.map { [$0.epoch, $0.step] } == [[0, 1], [1, 0], [1, 2], [2, 1]])
  }

  @Test func measuresLargeGradientsInDoublePrecision() throws {
    // The squares of these gradients are out of single precision's range.
    let model = try Sequential([Input(shape: [5]), Dense(2, name: "linear")])
    model.compile(optimizer: .sgd(learningRate: 0), loss: .meanSquaredError())
    let inspector = Inspector(verbose: false)
    try model.fit(x, y * 1e25, batchSize: 48, epochs: 1, verbose: .silent, callbacks: [inspector])
    let norm = try #require(inspector.records.first?.layers.first?.gradientNorm)
    #expect(norm.isFinite && norm > 1e24)
  }

  @Test func printsATable() throws {
    let inspector = Inspector(verbose: false)
    _ = try train([inspector])
    let lines = try #require(inspector.records.first).description.split(separator: "\n")
    #expect(lines[0].hasPrefix("epoch 1, step 3, loss "))
    #expect(lines[2].hasPrefix("hidden "))
    #expect(Set(lines.dropFirst().map(\.count)).count == 1, "the columns are aligned")
  }

  @Test func measuresARecurrentLayerAsAWhole() throws {
    let model = try Sequential([Input(shape: [5, 1]), LSTM(3, name: "lstm"), Dense(2, name: "head")])
    model.compile(optimizer: .sgd(), loss: .meanSquaredError())
    let inspector = Inspector(verbose: false)
    try model.fit(x.reshaped([48, 5, 1]), y, epochs: 1, verbose: .silent, callbacks: [inspector])
    // Four gates, each with a kernel of 1 · 3, a recurrent one of 3 · 3 and 3 biases.
    #expect(inspector.records[0].layers.map(\.layer) == ["lstm", "head"])
    #expect(inspector.records[0].layers.map(\.parameterCount) == [4 * (3 + 9 + 3), 8])
    #expect(inspector.records[0].layers.allSatisfy { $0.gradientNorm > 0 && $0.updateNorm > 0 })
  }

  @Test func measuresNestedLayersByTheirPath() throws {
    let inner = try Sequential([Dense(3, name: "first"), Dense(2, name: "second")], name: "inner")
    let model = try Sequential([Input(shape: [5]), inner])
    model.compile(optimizer: .sgd(), loss: .meanSquaredError())
    let inspector = Inspector(verbose: false)
    try model.fit(x, y, epochs: 1, verbose: .silent, callbacks: [inspector])
    #expect(
      inspector.records[0].layers.map { "\($0.layer) \($0.parameterCount)" }
        == ["inner/first 18", "inner/second 8", "inner 0"])
  }

  @Test func aLayerThatIsFrozenMeanwhileIsNoTrouble() throws {
    let model = try model()
    let inspector = Inspector(verbose: false)
    let freeze = LambdaCallback(onEpochBegin: { epoch in if epoch == 1 { model.layers[0].trainable = false } }
    )
    try model.fit(x, y, epochs: 2, verbose: .silent, callbacks: [freeze, inspector])
    #expect(inspector.warnings.isEmpty)
    #expect(inspector.records.map { $0.layers[0].parameterCount } == [24, 0])
    #expect(inspector.records[1].layers[0].gradientNorm == 0)
  }

  @Test func severalInspectorsEachMakeTheirRecords() throws {
    let (coarse, fine) = (Inspector(verbose: false), Inspector(every: .batches(1), verbose: false))
    _ = try train([coarse, fine])
    #expect((coarse.records.count, fine.records.count) == (3, 9))
    #expect(coarse.records.map(\.loss) == [2, 5, 8].map { fine.records[$0].loss })
  }

  @Test(arguments: [SaveFrequency.epoch, .batches(4)], [4, 7, 12])
  func goesOnInARunThatIsResumed(_ saveFrequency: SaveFrequency, killedAfter steps: Int) throws {
    func inspectors() -> [Inspector] {
      [Inspector(verbose: false), Inspector(every: .batches(5), verbose: false)]
    }
    let (whole, resumed) = (inspectors(), inspectors())
    try withRandomSeed(11) { _ = try InterruptibleRun().fit(whole) }
    let folder = try TemporaryFolder()
    let backup = BackupAndRestore(folder.path + "/run.safetensors", saveFrequency: saveFrequency)
    withRandomSeed(11) {
      _ = #expect(throws: Kill.Killed.self) {
        try InterruptibleRun().fit([backup] + inspectors() + [Kill(afterSteps: steps)])
      }
    }
    // If nothing was saved yet, the run begins anew and must be seeded as before.
    try withRandomSeed(try folder.files.isEmpty ? 11 : 500) {
      _ = try InterruptibleRun().fit([backup] + resumed)
    }
    for (one, other) in zip(whole, resumed) {
      // Automatic names of layers go on counting within a process.
      func numbers(_ inspector: Inspector) -> [[Double?]] {
        inspector.records.map { record in
          [Double(record.epoch), Double(record.step), record.loss]
            + record.layers.flatMap {
              [
                $0.weightNorm, $0.gradientNorm, $0.updateNorm, $0.largestOutput,
                $0.deadUnitCount.map(Double.init),
              ]
            }
        }
      }
      #expect(numbers(one) == numbers(other))
    }
  }

  @Test func keepsNumbersThatAreNotFinite() throws {
    let inspector = Inspector(verbose: false)
    let model = try model()
    try model.fit(x * Float.nan, y, epochs: 1, verbose: .silent, callbacks: [inspector])
    let copy = Inspector(verbose: false)
    try copy.restore(inspector.state)
    #expect(copy.warnings == inspector.warnings)
    #expect(try #require(copy.records.first).loss.isNaN)
    #expect(throws: StrataError.self) { try copy.restore(["progress": "{}"]) }
  }

  @Test func weightsThatAreAllZeroHaveNoRelativeUpdate() throws {
    let model = try Sequential([Input(shape: [5]), Dense(2, kernelInitializer: .zeros, name: "zero")])
    model.compile(optimizer: .sgd(learningRate: 0), loss: .meanSquaredError())
    let inspector = Inspector(verbose: false)
    try model.fit(x, y, epochs: 1, verbose: .silent, callbacks: [inspector])
    let line = try #require(inspector.records.first).description.split(separator: "\n").last
    #expect(try #require(line).contains(" –  ") && !line!.contains("NaN"))
  }

  @Test func unitsThatAreNaNAreNotCalledDead() throws {
    let model = try Sequential([Input(shape: [5]), Dense(4, activation: .relu, name: "hidden"), Dense(2)])
    model.compile(optimizer: .sgd(), loss: .meanSquaredError())
    try model.layer("hidden").weight("bias").assign(Tensor.full([4], Float.nan))
    let inspector = Inspector(verbose: false)
    try model.fit(x, y, epochs: 1, verbose: .silent, callbacks: [inspector])
    #expect(inspector.warnings.map(\.kind) == [.notFinite])
  }

  @Test func layersWithTheSameTroubleShareASentence() {
    #expect(Inspector.mention(of: []) == "")
    #expect(Inspector.mention(of: ["a"]) == ". So it is in another layer: 'a'")
    #expect(
      Inspector.mention(of: ["a", "b", "c", "d"]) == ". So it is in 4 other layers: 'a', 'b', 'c', …")
  }
}
