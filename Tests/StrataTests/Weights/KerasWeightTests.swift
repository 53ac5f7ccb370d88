import Foundation
import StrataIO
import Testing

@testable import Strata

/// Files that Keras wrote are read, and what Strata writes is laid out alike.
@Suite("Keras's files of weights") struct KerasWeightTests {
  @Test(arguments: RecordedWeights.names) func weightsAndOptimizerAreRead(name: String) throws {
    let recorded = try RecordedWeights(name)
    let model = try recorded.model()
    let report = try model.loadWeights(from: RecordedWeights.path("\(name).weights.h5"))
    #expect(report.differences.isEmpty)
    #expect(report.loaded.count == recorded.arrays("weight").count + recorded.arrays("optimizer").count)
    try recorded.expectWeights(of: model)
    if name != "subclassed" { try recorded.expectOptimizerState(of: model) }
    try recorded.expectPrediction(of: model)
  }

  @Test(arguments: RecordedWeights.names) func theTreeIsKerass(name: String) throws {
    let recorded = try RecordedWeights(name)
    let model = try recorded.model()
    model.optimizer?.build(model.trainableWeights)
    let bytes = try model.kerasTree(includingOptimizer: model.optimizer != nil).encoded()
    let root = try HDF5File(decoding: bytes, file: "memory").root
    var names: [String: String] = [:]
    func visit(_ group: HDF5Group) throws {
      for name in group.names {
        guard case .group(let member) = try group[name] else { continue }
        names[String(member.path.dropFirst())] = try member.attributes["name"]?.text ?? ""
        try visit(member)
      }
    }
    try visit(root)
    var datasets: [String: String] = [:]
    for dataset in try root.datasets() {
      datasets[String(dataset.path.dropFirst())] = "\(try dataset.read().type.dtype) \(dataset.shape)"
    }
    var expected = try recorded.tree()
    // Automatic names count what the process has made.
    if let optimizer = model.optimizer { expected.names["optimizer/vars"] = optimizer.name }
    if let stack = try? model.layer("stack") as? RNN {
      expected.names["layers/rnn/cell/vars"] = stack.cell.name
    }
    #expect(names == expected.names)
    #expect(datasets == expected.datasets)
  }

  @Test(arguments: [
    "mlp.weights.json", "mlp.h5", "mlp.weights-only.h5", "nested.h5", "nested.weights-only.h5",
    "functional.h5", "functional.weights-only.h5",
    "recurrent.h5",
  ])
  func otherFormatsOfKerasAreRead(file: String) throws {
    let recorded = try RecordedWeights(String(file.prefix { $0 != "." }))
    let model = try recorded.model()
    let report = try model.loadWeights(from: RecordedWeights.path(file))
    try recorded.expectWeights(of: model)
    try recorded.expectPrediction(of: model)
    if report.loaded.contains("optimizer/iteration") { try recorded.expectOptimizerState(of: model) }
    let hasOptimizer = ["mlp.weights.json", "mlp.h5", "nested.h5", "functional.h5"].contains(file)
    #expect(report.loaded.contains("optimizer/iteration") == hasOptimizer)
  }

  @Test func theOrderInAnOlderFileFollowsItsNames() throws {
    let recorded = try RecordedWeights("nested")
    let model = try recorded.model()
    // In the file the trained weights come first. The model now has none.
    try model.layer("inner").trainable = false
    try model.loadWeights(from: RecordedWeights.path("nested.weights-only.h5"))
    try recorded.expectWeights(of: model)
  }

  @Test(arguments: ["float16", "bfloat16"]) func otherTypesBecomeTheModels(name: String) throws {
    let model = try RecordedWeights.mlp()
    try model.loadWeights(from: RecordedWeights.path("\(name).weights.h5"))
    try RecordedWeights(name).expectWeights(of: model)
  }

  @Test func anOptimizerWithinAnotherOneIsRead() throws {
    let recorded = try RecordedWeights("scaled")
    let model = try Sequential {
      Input(shape: [2])
      Dense(3)
    }
    model.compile(optimizer: .adam(), loss: .meanSquaredError())
    try model.loadWeights(from: RecordedWeights.path("scaled.weights.h5"))
    try recorded.expectWeights(of: model)
    try recorded.expectOptimizerState(of: model)
  }

  @Test func theStateOfScalingIsReadWithTheOptimizer() throws {
    let recorded = try RecordedWeights("scaled")
    let model = try Sequential {
      Input(shape: [2])
      Dense(3)
    }
    let optimizer = LossScaleOptimizer(.adam())
    model.compile(optimizer: optimizer, loss: .meanSquaredError())
    let report = try model.loadWeights(from: RecordedWeights.path("scaled.weights.h5"))
    try recorded.expectWeights(of: model)
    #expect(report.loaded.filter { $0.hasPrefix("optimizer/") }.count == optimizer.variables.count)
    #expect(optimizer.variables[2].value.scalar(as: Int64.self) > 0)
    #expect(
      optimizer.iterations.value.scalar(as: Int64.self) == optimizer.variables[2].value.scalar(as: Int64.self)
    )
    // Written again, it is the same tree.
    let tree = KerasTree(model, optimizer: optimizer)
    #expect(
      tree.groups.map(\.variablesPath).suffix(2) == ["optimizer/vars", "optimizer/inner_optimizer/vars"])
    #expect(tree.groups.suffix(2).map(\.variables.count) == [10, 6])
  }

  @Test func theStateOfAPlainOptimizerGoesIntoOneThatScales() throws {
    let model = try RecordedWeights("mlp").model()
    let inner = try #require(model.optimizer)
    model.compile(optimizer: LossScaleOptimizer(inner), loss: .meanSquaredError())
    try model.loadWeights(from: RecordedWeights.path("mlp.weights.h5"))
    #expect(model.optimizer?.iterations === inner.iterations)
    #expect(inner.iterations.value.scalar(as: Int64.self) > 0)
  }

  @Test func anOptimizerThatHasNotTakenAStepHasNoSlots() throws {
    let model = try RecordedWeights("mlp").model()
    let report = try model.loadWeights(from: RecordedWeights.path("untrained.weights.h5"))
    #expect(report.loaded.suffix(2) == ["optimizer/iteration", "optimizer/learning_rate"])
    #expect(model.optimizer?.isBuilt == false)
    #expect(model.optimizer?.learningRate == Double(Float(0.001)))
  }

  @Test func freezingAWeightDoesNotMoveIt() throws {
    let recorded = try RecordedWeights("cnn")
    let model = try recorded.model()
    try model.layer("conv_a").weight("kernel").trainable = false
    try model.loadWeights(
      from: RecordedWeights.path("cnn.weights.h5"), includingOptimizer: false)
    try recorded.expectPrediction(of: model)
  }
}
