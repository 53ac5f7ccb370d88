import Testing

@testable import Strata

/// Every operation of the fixture as Strata spells it.
private let operations: [String: @Sendable ([Tensor]) -> [Tensor]] = [
  "exp": { [$0[0].exp()] }, "expm1": { [$0[0].expm1()] }, "log": { [$0[0].log()] },
  "log1p": { [$0[0].log1p()] }, "sqrt": { [$0[0].sqrt()] }, "rsqrt": { [$0[0].rsqrt()] },
  "square": { [$0[0].square()] }, "abs": { [$0[0].abs()] }, "sign": { [$0[0].sign()] },
  "floor": { [$0[0].floor()] }, "ceil": { [$0[0].ceil()] }, "rounded": { [$0[0].rounded()] },
  "sin": { [$0[0].sin()] }, "cos": { [$0[0].cos()] }, "tan": { [$0[0].tan()] },
  "asin": { [$0[0].asin()] }, "acos": { [$0[0].acos()] }, "atan": { [$0[0].atan()] },
  "sinh": { [$0[0].sinh()] }, "cosh": { [$0[0].cosh()] }, "tanh": { [$0[0].tanh()] },
  "sigmoid": { [$0[0].sigmoid()] }, "erf": { [$0[0].erf()] }, "erfInverse": { [$0[0].erfInverse()] },
  "reciprocal": { [$0[0].reciprocal()] }, "relu": { [$0[0].relu()] }, "negate": { [-$0[0]] },
  "isNaN": { [$0[0].isNaN()] }, "isInfinite": { [$0[0].isInfinite()] }, "isFinite": { [$0[0].isFinite()] },

  "add": { [$0[0] + $0[1]] }, "subtract": { [$0[0] - $0[1]] }, "multiply": { [$0[0] * $0[1]] },
  "divide": { [$0[0] / $0[1]] }, "remainder": { [$0[0] % $0[1]] },
  "add both ways": { [$0[0] + $0[1]] }, "add scalar tensor": { [$0[0] + $0[1]] },
  "add rank 0": { [$0[0] + $0[1]] }, "power": { [pow($0[0], $0[1])] },
  "maximum": { [maximum($0[0], $0[1])] }, "minimum": { [minimum($0[0], $0[1])] },
  "atan2": { [atan2($0[0], $0[1])] }, "equal": { [$0[0] .== $0[1]] }, "notEqual": { [$0[0] .!= $0[1]] },
  "less": { [$0[0] .< $0[1]] }, "lessEqual": { [$0[0] .<= $0[1]] }, "greater": { [$0[0] .> $0[1]] },
  "greaterEqual": { [$0[0] .>= $0[1]] }, "integer divide": { [$0[0] / $0[1]] },
  "integer remainder": { [$0[0] % $0[1]] }, "and": { [$0[0] .& $0[1]] }, "or": { [$0[0] .| $0[1]] },
  "xor": { [$0[0] .^ $0[1]] }, "not": { [.!$0[0]] }, "select": { [select($0[0], $0[1], $0[2])] },
  "clipped": { [$0[0].clipped(min: -1, max: 0.5)] }, "scalar on the left": { [1 - 2 / $0[0]] },
  "scalar on the right": { [$0[0] * 3 - 0.5] },

  "sum": { [$0[0].sum()] }, "sum axis 1": { [$0[0].sum(axis: 1)] },
  "sum axes -1 0 kept": { [$0[0].sum(axes: [-1, 0], keepDims: true)] },
  "product": { [$0[0].product()] }, "product axis 1": { [$0[0].product(axis: 1)] },
  "product axes -1 0 kept": { [$0[0].product(axes: [-1, 0], keepDims: true)] },
  "max": { [$0[0].max()] }, "max axis 1": { [$0[0].max(axis: 1)] },
  "max axes -1 0 kept": { [$0[0].max(axes: [-1, 0], keepDims: true)] },
  "min": { [$0[0].min()] }, "min axis 1": { [$0[0].min(axis: 1)] },
  "min axes -1 0 kept": { [$0[0].min(axes: [-1, 0], keepDims: true)] },
  "mean": { [$0[0].mean()] }, "mean axis 1": { [$0[0].mean(axis: 1)] },
  "mean axes -1 0 kept": { [$0[0].mean(axes: [-1, 0], keepDims: true)] },
  "variance": { [$0[0].variance()] }, "variance axis 1": { [$0[0].variance(axis: 1)] },
  "variance axes -1 0 kept": { [$0[0].variance(axes: [-1, 0], keepDims: true)] },
  "standardDeviation": { [$0[0].standardDeviation()] },
  "standardDeviation axis 1": { [$0[0].standardDeviation(axis: 1)] },
  "standardDeviation axes -1 0 kept": { [$0[0].standardDeviation(axes: [-1, 0], keepDims: true)] },
  "logSumExp": { [$0[0].logSumExp(axis: 1)] }, "norm": { [$0[0].norm(axis: 1)] },
  "sum of integers": { [$0[0].sum(axis: 0)] }, "sum of bool": { [$0[0].sum(axis: 0)] },
  "mean of integers": { [$0[0].mean(axis: 0)] }, "any": { [$0[0].any(axis: 1)] },
  "all": { [$0[0].all(axis: 1)] },
  "argmax": { [$0[0].argmax()] }, "argmax axis 1": { [$0[0].argmax(axis: 1)] },
  "argmin axis -1 kept": { [$0[0].argmin(axis: -1, keepDims: true)] },
  "cumulativeSum": { [$0[0].cumulativeSum(axis: 1)] },
  "cumulativeProduct": { [$0[0].cumulativeProduct(axis: 0)] },
  "sorted": { [$0[0].sorted(axis: 0)] }, "sorted descending": { [$0[0].sorted(descending: true)] },
  "argsort": { [$0[0].argsort()] },
  "topK": {
    let (values, indices) = $0[0].topK(3)
    return [values, indices]
  },

  "reshaped": { [$0[0].reshaped(4, -1)] }, "flattened": { [$0[0].flattened()] },
  "transposed": { [$0[0].transposed()] }, "transposed 1 2 0": { [$0[0].transposed(1, 2, 0)] },
  "swappingAxes": { [$0[0].swappingAxes(0, -1)] }, "movingAxis": { [$0[0].movingAxis(0, to: 1)] },
  "expandedDims": { [$0[0].expandedDims(axis: -2)] }, "squeezed": { [$0[0].squeezed()] },
  "flipped": { [$0[0].flipped(axes: [0, 2])] }, "rolled": { [$0[0].rolled(by: 6, axis: 2)] },
  "rolled back": { [$0[0].rolled(by: -1, axis: 1)] }, "broadcast": { [$0[0].broadcast(to: [2, 3, 4])] },
  "concatenate": { [.concatenate($0, axis: -1)] }, "stack": { [.stack($0, axis: -1)] },
  "split": { $0[0].split(2, axis: -1) }, "split sizes": { $0[0].split(sizes: [1, 2], axis: 1) },
  "unstacked": { $0[0].unstacked(axis: 1) }, "tiled": { [$0[0].tiled([2, 1, 3])] },
  "repeated": { [$0[0].repeated(3, axis: 1)] }, "padded": { [$0[0].padded([(1, 0), (2, 3)], with: 7)] },
  "padded reflect": { [$0[0].padded([(1, 0), (2, 1)], mirror: .reflect)] },
  "padded symmetric": { [$0[0].padded([(1, 2), (0, 3)], mirror: .symmetric)] },
  "index 1": { [$0[0][1]] }, "index -1 1..<3": { [$0[0][-1, 1..<3]] }, "index all -2": { [$0[0][.all, -2]] },
  "index ellipsis 0": { [$0[0][.ellipsis, 0]] },
  "index newAxis": { [$0[0][.newAxis, .ellipsis, .newAxis, 1...]] },
  "index stride": { [$0[0][.all, .stride(by: 2), .stride(from: 1, by: 2)]] },
  "index through": { [$0[0][.all, ...1, (-3)..<(-1)]] },
  "index assigned": {
    var x = $0[0]
    x[0, 1..<3] = Tensor(9 as Int32)
    x[1, .ellipsis, 0] = Tensor([1, 2, 3] as [Int32])
    return [x]
  },
  "take": { [$0[0].take($0[1], axis: 1)] }, "takeAlongAxis": { [$0[0].takeAlongAxis($0[1], axis: 1)] },
  "takeAlongAxis broadcast": { [$0[0].takeAlongAxis($0[1], axis: 2)] },

  "matmul": { [matmul($0[0], $0[1])] }, "matmul batch": { [matmul($0[0], $0[1])] },
  "matmul broadcast": { [matmul($0[0], $0[1])] }, "matmul one matrix": { [matmul($0[0], $0[1])] },
  "matmul vectors": { [matmul($0[0], $0[1])] }, "matmul vector left": { [matmul($0[0], $0[1])] },
  "matmul vector right": { [matmul($0[0], $0[1])] }, "matmul integers": { [matmul($0[0], $0[1])] },
  "dot": { [dot($0[0], $0[1])] }, "tensordot": { [tensordot($0[0], $0[1], axes: ([0, 2], [2, 0]))] },
  "tensordot 2": { [tensordot($0[0], $0[1])] }, "outer": { [outer($0[0], $0[1])] },
  "tril": { [$0[0].tril(diagonal: 1)] }, "triu": { [$0[0].triu(diagonal: -1)] },
  "diagonal": { [$0[0].diagonal()] }, "diagonal 2": { [$0[0].diagonal(2)] },
  "diagonal -1": { [$0[0].diagonal(-1)] }, "trace": { [$0[0].trace()] },

  "eye": { _ in [.eye(3, columns: 4, diagonal: 1)] }, "arange": { _ in [.arange(7, -4, step: -3)] },
  "arange real": { _ in [.arange(0.5, 2, step: 0.3)] }, "linspace": { _ in [.linspace(-1, 2, count: 7)] },
  "linspace open": { _ in [.linspace(0, 1, count: 4, includesEnd: false)] },
]

/// The operation of a recorded case; some families have their arguments in the name.
private func operation(_ name: String) -> (([Tensor]) -> [Tensor])? {
  if let known = operations[name] { return known }
  if name.hasPrefix("einsum ") { return { [einsum(String(name.dropFirst(7)), $0)] } }
  if name.hasPrefix("singularValues ") { return { [$0[0].singularValues()] } }
  guard name.hasPrefix("qr ") else { return nil }
  return {
    let (q, r) = $0[0].qr()
    return [q, r]
  }
}

/// Expects the type and the elements; NaN and infinities in the same places.
private func expectSame(_ found: [Tensor], _ expected: [Tensor], _ name: String) {
  #expect(found.map(\.type) == expected.map(\.type), "\(name)")
  guard found.map(\.shape) == expected.map(\.shape) else { return }
  for (found, expected) in zip(found, expected) {
    #expect(
      found.allClose(to: expected, relativeTolerance: 1e-5, absoluteTolerance: 2e-6, equalNaN: true),
      "\(name): \(found) is not \(expected)")
  }
}

@Suite("Operations on tensors, against NumPy")
struct TensorOperationTests {
  @Test("On concrete tensors")
  func concrete() throws {
    for recorded in try NumPyFixture().operations {
      let body = try #require(operation(recorded.name), "no operation \(recorded.name)")
      expectSame(body(recorded.inputs), recorded.results, recorded.name)
    }
  }

  @Test("Within a compiled closure")
  func traced() throws {
    for recorded in try NumPyFixture().operations {
      if recorded.name.hasPrefix("qr") || recorded.name.hasPrefix("singularValues") { continue }
      let body = try #require(operation(recorded.name), "no operation \(recorded.name)")
      expectSame(try compiled { body($0) }(recorded.inputs), recorded.results, recorded.name)
    }
  }

  @Test("Every operation of the table is recorded")
  func complete() throws {
    let recorded = Set(try NumPyFixture().operations.map(\.name))
    #expect(Set(operations.keys).subtracting(recorded).isEmpty)
  }
}
