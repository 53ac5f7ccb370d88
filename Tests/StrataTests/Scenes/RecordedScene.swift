import StrataIO
import Testing

@testable import Strata

/// A recorded training run, and what must come out of it.
struct RecordedScene {
  let recorded: Fixture.Case
  let x: Tensor
  let y: Tensor

  init(_ name: String, family: String = "scenes") throws {
    recorded = try Fixture(family).named(name)
    x = Tensor(try recorded.array("x"))
    y = Tensor(try recorded.array("y"))
  }

  /// Expects the weights that Keras had at a time, `initialWeights` or `finalWeights`.
  func expectWeights(
    _ time: String, _ found: [Tensor], absolute: Float = 0, relative: Float = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let expected = try #require(recorded[time]?.array)
    #expect(found.count == expected.count, sourceLocation: sourceLocation)
    for (tensor, entry) in zip(found, expected) {
      expectClose(
        tensor, try recorded.array(#require(entry["value"])), absolute: absolute, relative: relative,
        "\(time) \(entry["path"]?.string ?? "")", sourceLocation: sourceLocation)
    }
  }

  /// Expects the losses and metrics that Keras had in each epoch.
  func expectHistory(_ history: History, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let expected = try #require(recorded["history"]?.object)
    #expect(Set(history.values.keys) == Set(expected.keys), sourceLocation: sourceLocation)
    for (name, values) in expected {
      let numbers = try #require(values.array).map { Float(try #require($0.double)) }
      expectClose(
        history[name].map(Float.init), numbers, relative: 1e-4, name, sourceLocation: sourceLocation)
    }
  }
}

extension Tensor {
  /// The elements of a `float32` tensor.
  var floats: [Float] { scalars() }
}
