import Testing

@testable import Strata

/// Compares the gradient of the sum of weighted results with central differences in double precision.
private func expectGradient(
  _ name: String, at x: [Double], shape: [Int], _ body: (Tensor) -> Tensor,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  func weighted(_ x: Tensor) -> Tensor {
    let y = body(x)
    // Different weights, so that mistakes do not cancel.
    let weights = (Tensor.arange(y.count, dtype: .float64) * 0.37 + 0.5).cos().reshaped(y.shape)
    return (y * weights).sum()
  }
  let found = try gradient(at: Tensor(x, shape: shape), of: weighted).scalars(as: Double.self)
  let step = 1e-5
  for index in x.indices {
    var (above, below) = (x, x)
    above[index] += step
    below[index] -= step
    let values = [above, below].map { weighted(Tensor($0, shape: shape)).scalar(as: Double.self) }
    let expected = (values[0] - values[1]) / (2 * step)
    #expect(
      abs(found[index] - expected) <= 1e-7 + 1e-6 * abs(expected),
      "\(name): element \(index) is \(found[index]), not \(expected)", sourceLocation: sourceLocation)
  }
}

@Suite("Gradients of operations made of several, against finite differences")
struct TensorGradientTests {
  let x: [Double] = [0.31, -0.52, 0.83, -0.14, 0.65, 0.26, -0.77, 0.48, 0.09, -0.91, 0.57, -0.33]

  @Test("Elementwise functions")
  func elementwise() throws {
    let functions: [String: (Tensor) -> Tensor] = [
      "asin": { $0.asin() }, "acos": { $0.acos() }, "atan": { $0.atan() }, "sinh": { $0.sinh() },
      "cosh": { $0.cosh() }, "reciprocal": { $0.reciprocal() }, "relu": { $0.relu() },
      "clipped": { $0.clipped(min: -0.4, max: 0.5) * $0 }, "power": { pow($0.square() + 0.1, 1.7) },
      "select": { select($0 .> 0, $0.square(), $0.exp()) }, "broadcast": { $0 * $0[.all, 1...1] },
    ]
    for (name, function) in functions { try expectGradient(name, at: x, shape: [3, 4], function) }
  }

  @Test("Statistics")
  func statistics() throws {
    let functions: [String: (Tensor) -> Tensor] = [
      "mean": { $0.mean(axis: 0).exp() }, "variance": { $0.variance(axis: 1) },
      "standardDeviation": { $0.standardDeviation(axes: [0], keepDims: true) },
      "logSumExp": { $0.logSumExp(axis: 1) }, "norm": { $0.norm(axis: 0) },
      "product": { $0.product(axis: 1) },
      "cumulativeSum": { $0.cumulativeSum(axis: 1).square() },
      "cumulativeProduct": { $0.cumulativeProduct(axis: 0) },
      "max": { $0.max(axis: 1) }, "sorted": { $0.sorted(axis: 1) }, "topK": { $0.topK(2).values },
    ]
    for (name, function) in functions { try expectGradient(name, at: x, shape: [3, 4], function) }
  }

  @Test("Rearrangements")
  func rearrangements() throws {
    let functions: [String: (Tensor) -> Tensor] = [
      "rolled": { $0.rolled(by: 1, axis: 1).square() }, "tiled": { $0.tiled([2, 2]).square() },
      "repeated": { $0.repeated(2, axis: 0).square() },
      "padded": { $0.padded([(2, 1), (1, 3)], mirror: .reflect).square() },
      "take": { $0.take(Tensor([2, 0, 2] as [Int32])).square() },
      "takeAlongAxis": { $0.takeAlongAxis(Tensor([1, 3, 0] as [Int32], shape: [3, 1]), axis: 1).square() },
      "subscript": { $0[1..., .stride(by: 2)].square() }, "split": { $0.split(2, axis: 1)[1].square() },
      "updated": { $0.updated(at: [1, 2], with: $0[0..<2, 0..<2] * 3).square() },
      "diagonal": { $0.diagonal(1).square() }, "tril": { $0.tril().square() },
    ]
    for (name, function) in functions { try expectGradient(name, at: x, shape: [3, 4], function) }
  }

  @Test("Products")
  func products() throws {
    let functions: [String: (Tensor) -> Tensor] = [
      "matmul": { matmul($0.transposed(), $0.exp()) }, "vector": { matmul($0, $0[0].sin()) },
      "batch": { matmul($0.reshaped(2, 1, 2, 3), $0.reshaped(2, 3, 2)) },
      "tensordot": { tensordot($0, $0.square(), axes: ([1], [1])) },
      "einsum": { einsum("ij,kj,i->ki", $0, $0.exp(), $0[.all, 0]) }, "outer": { outer($0[0], $0[1]) },
    ]
    for (name, function) in functions { try expectGradient(name, at: x, shape: [3, 4], function) }
  }

  @Test("The gradient of relu at 0 is 0, and none flows where it is stopped")
  func conventions() throws {
    let zero = Tensor([0, -0.0, 1] as [Float])
    #expect(try gradient(at: zero) { $0.relu().sum() }.scalars(as: Float.self) == [0, 0, 1])
    let stopped = try gradient(at: zero) { ($0 + ($0 * 5).stoppingGradient()).sum() }
    #expect(stopped.scalars(as: Float.self) == [1, 1, 1])
  }
}
