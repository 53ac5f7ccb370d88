import StrataIO
import Testing

@testable import Strata

@Suite("Metrics")
struct MetricTests {
  @Test("Results and state are Keras's", arguments: try! Fixture("metrics").cases)
  func recorded(_ recorded: Fixture.Case) throws {
    let metric = try Registry.metrics.make(from: #require(recorded["metric"]), place: recorded.name)
    #expect(metric.name == recorded["metric"]?["config"]?["name"]?.string)
    for (number, step) in try #require(recorded["updates"]?.array).enumerated() {
      let tensors = try ["yTrue", "yPred", "sampleWeight"].map { field in
        try step[field].flatMap { $0.isNull ? nil : Tensor(try recorded.array($0).hostBuffer()) }
      }
      if let mean = metric as? Mean, tensors[0] == nil || type(of: mean) == Mean.self {
        mean.update(try #require(tensors[1] ?? tensors[0]), sampleWeight: tensors[2])
      } else if let sum = metric as? Sum {
        sum.update(try #require(tensors[1] ?? tensors[0]), sampleWeight: tensors[2])
      } else {
        metric.update(try #require(tensors[0]), try #require(tensors[1]), sampleWeight: tensors[2])
      }
      let expected = try recorded.array(#require(step["result"]))
      expectClose(metric.result(), expected, "\(recorded.name), update \(number)")
    }
    for (variable, state) in zip(metric.variables, try #require(recorded["variables"]?.array)) {
      #expect(variable.name == state["name"]?.string)
      expectClose(
        variable.value, try recorded.array(#require(state["value"])), "\(recorded.name), \(variable.name)")
    }
    metric.reset()
    #expect(metric.variables.allSatisfy { $0.value.scalars(as: Float.self).allSatisfy { $0 == 0 } })
  }

  @Test("Accuracy is of the kind that the shapes call for")
  func accuracyByShape() {
    let probabilities = Tensor([0.7, 0.2, 0.1, 0.1, 0.3, 0.6] as [Float], shape: [2, 3])
    func accuracy(_ yTrue: Tensor, _ yPred: Tensor) -> Float {
      let metric = Metric.accuracy()
      metric.update(yTrue, yPred, sampleWeight: nil)
      return metric.result().scalar()
    }
    #expect(accuracy(Tensor([0, 1] as [Int32]), probabilities) == 0.5)
    #expect(accuracy(Tensor([0, 2] as [UInt8], shape: [2, 1]), probabilities) == 1)
    #expect(accuracy(Tensor([1, 0, 0, 1, 0, 0] as [Float], shape: [2, 3]), probabilities) == 0.5)
    let chances = Tensor([0.4, 0.5, 0.6, 0.9] as [Float], shape: [4, 1])
    // Strictly above the threshold: 0.5 is a no.
    #expect(accuracy(Tensor([0, 1, 1, 1] as [Float]), chances) == 0.75)
    #expect(accuracy(Tensor([0, 0, 1, 0] as [Int32], shape: [4, 1]), chances) == 0.75)
    let sequence = Tensor([0.7, 0.3, 0.1, 0.9] as [Float], shape: [1, 2, 2])
    #expect(accuracy(Tensor([0, 0] as [Int32], shape: [1, 2]), sequence) == 0.5)
  }

  @Test("A prediction that is not a number is no hit")
  func notANumber() {
    let metric = Metric.sparseTopKCategoricalAccuracy(k: 2)
    metric.update(
      Tensor([0, 1] as [Int32]), Tensor([.nan, 0.3, 0.2, .nan, 0.9, 0.1] as [Float], shape: [2, 3]),
      sampleWeight: nil)
    #expect(metric.result().scalar(as: Float.self) == 0.5)
  }

  @Test("Updates can be part of a program")
  func compiledUpdate() throws {
    let metric = Metric.auc(thresholdCount: 11)
    let update = compiled { (yTrue: Tensor, yPred: Tensor) in
      metric.update(yTrue, yPred, sampleWeight: nil)
      return yPred
    }
    _ = try update(Tensor([0, 0] as [Float]), Tensor([0, 0.5] as [Float]))
    _ = try update(Tensor([1, 1] as [Float]), Tensor([0.3, 0.9] as [Float]))
    #expect(metric.result().scalar(as: Float.self) == 0.75)
  }

  @Test("The confusion matrix counts rows of truth and columns of predictions")
  func confusion() {
    let labels = Tensor([0, 0, 1, 2, 2, 2] as [Int32])
    let predictions = Tensor([0, 1, 1, 2, 0, 2] as [Int32])
    let matrix = confusionMatrix(labels: labels, predictions: predictions, classes: 3)
    #expect(matrix.shape == [3, 3])
    #expect(matrix.scalars(as: Int32.self) == [1, 1, 0, 0, 1, 0, 1, 0, 2])
    let weighted = confusionMatrix(
      labels: labels, predictions: predictions, classes: 3, weights: Tensor([1, 2, 3, 4, 5, 6] as [Float]))
    #expect(weighted.scalars(as: Float.self) == [1, 2, 0, 0, 3, 0, 5, 0, 10])
  }
}
