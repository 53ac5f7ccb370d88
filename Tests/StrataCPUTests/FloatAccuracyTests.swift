import Foundation
import StrataCPU
import StrataGraph
import Testing

/// The elementary functions of float32 against the C library's in float64.
@Suite struct FloatAccuracyTests {
  struct Function: CustomTestStringConvertible, Sendable {
    let op: UnaryOperator
    let exact: @Sendable (Double) -> Double
    let range: ClosedRange<Double>
    var testDescription: String { "\(op)" }
  }

  @Test(arguments: [
    Function(op: .exp, exact: { exp($0) }, range: -100...88),
    Function(op: .expm1, exact: { expm1($0) }, range: -20...88),
    Function(op: .log, exact: { log($0) }, range: 1e-45...1e38),
    Function(op: .log1p, exact: { log1p($0) }, range: -0.999999...1e30),
    Function(op: .sin, exact: { sin($0) }, range: -1e5...1e5),
    Function(op: .cos, exact: { cos($0) }, range: -1e8...1e8),
    Function(op: .tan, exact: { tan($0) }, range: -100...100),
    Function(op: .tanh, exact: { tanh($0) }, range: -15...15),
    Function(op: .logistic, exact: { 1 / (1 + exp(-$0)) }, range: -100...100),
    Function(op: .erf, exact: { erf($0) }, range: -5...5),
    Function(op: .rsqrt, exact: { 1 / $0.squareRoot() }, range: 1e-38...1e38),
  ])
  func staysWithinUnitsInLastPlace(function: Function) throws {
    let arguments = samples(in: function.range)
    let results = try apply(function.op, to: arguments)
    for (x, result) in zip(arguments, results) {
      let exact = function.exact(Double(x))
      let unit = Double(max(Float(exact).magnitude, .leastNormalMagnitude).ulp)
      let error = abs(Double(result) - exact) / unit
      if error > 3 { Issue.record("\(function.op)(\(x)) = \(result), not \(exact): \(error) units") }
    }
  }

  /// What Adam does to a weight, for all magnitudes of the mean square, and for values that have no inverse.
  @Test(arguments: [1e-7, 0, 1e-42, 1e38, .infinity])
  func stepByRootStaysWithinUnitsInLastPlace(epsilon: Double) throws {
    let epsilon = Float(epsilon)
    let squares = samples(in: 0...3e38) + [0, -0.0, .infinity, .nan, -1, .leastNonzeroMagnitude]
    let moments = squares.indices.map { Float($0 % 7 - 3) }
    var graph = Graph()
    let type = TensorType(.float32, [squares.count])
    let (moment, square) = (graph.addInput(type), graph.addInput(type))
    let zero = graph.filled(0, like: moment)
    graph.outputs = [stepByRoot(from: zero, moment, square, epsilon, &graph)]
    let results = HostBuffer(type: type)
    try CPUEngine.shared.compile(graph).run(
      inputs: [HostBuffer(moments, shape: type.shape), HostBuffer(squares, shape: type.shape)],
      outputs: [results])
    expectSteps(results.scalars(as: Float.self), moments, squares, epsilon)
  }

  /// All of Adam's update, which is one loop.
  @Test(arguments: [1e-7, 0, .infinity])
  func updateOfAdamStaysWithinUnitsInLastPlace(epsilon: Double) throws {
    let epsilon = Float(epsilon)
    let squares = samples(in: 0...1e38) + [0, .infinity, .nan, -1, .leastNonzeroMagnitude]
    let means = squares.indices.map { Float($0 % 7 - 3) }
    let gradients = squares.indices.map { Float($0 % 11 - 5) / 4 }
    var graph = Graph()
    let type = TensorType(.float32, [squares.count])
    let (weight, mean, square, gradient) = (
      graph.addInput(type), graph.addInput(type), graph.addInput(type), graph.addInput(type)
    )
    /// x + (y − x) · share
    func interpolation(_ x: Value, _ y: Value, _ share: Double) -> Value {
      let change = graph.add(
        .binary(.multiply), graph.add(.binary(.subtract), y, x), graph.filled(share, like: x))
      return graph.add(.binary(.add), x, change)
    }
    let newMean = interpolation(mean, gradient, 0.125)
    let newSquare = interpolation(square, graph.add(.binary(.multiply), gradient, gradient), 0.25)
    graph.outputs = [stepByRoot(from: weight, newMean, newSquare, epsilon, &graph), newMean, newSquare]
    let donations = [0: 0, 1: 1, 2: 2]
    let executable = try CPUEngine.shared.compile(graph, donations: donations)
    #expect("\(executable)".contains("in 1 kernel"))
    let inputs = [squares.map { _ in 0 }, means, squares, gradients].map { HostBuffer($0, shape: type.shape) }
    try executable.run(inputs: inputs, outputs: Array(inputs.prefix(3)))
    let results = inputs.map { $0.scalars(as: Float.self) }
    for index in squares.indices {
      // Exact in these numbers.
      let mean = means[index] + (gradients[index] - means[index]) * 0.125
      let (old, new) = (Double(squares[index]), Double(gradients[index] * gradients[index]))
      let square = old + (new - old) * 0.25
      let isClose =
        square.isNaN && results[2][index].isNaN || square == Double(results[2][index])
        || abs(square - Double(results[2][index])) <= 2 * Double(max(squares[index], Float(square)).ulp)
      if results[1][index] != mean || !isClose {
        Issue.record("the moments of \(gradients[index]) are \(results[1][index]) and \(results[2][index])")
      }
    }
    expectSteps(results[0], results[1], results[2], epsilon)
  }

  /// weight − mean · 0.5 / (√square + epsilon)
  private func stepByRoot(
    from weight: Value, _ mean: Value, _ square: Value, _ epsilon: Float, _ graph: inout Graph
  ) -> Value {
    let root = graph.add(.unary(.sqrt), square)
    let divisor = graph.add(.binary(.add), root, graph.filled(Double(epsilon), like: root))
    let factor = graph.filled(0.5, like: mean)
    let step = graph.add(.binary(.divide), graph.add(.binary(.multiply), mean, factor), divisor)
    return graph.add(.binary(.subtract), weight, step)
  }

  private func expectSteps(_ results: [Float], _ means: [Float], _ squares: [Float], _ epsilon: Float) {
    for (index, result) in results.enumerated() {
      let exact = -Double(means[index]) * 0.5 / (Double(squares[index]).squareRoot() + Double(epsilon))
      if exact.isNaN && result.isNaN || exact == Double(result) { continue }
      let unit = Double(max(Float(exact).magnitude, .leastNormalMagnitude).ulp)
      let isClose =
        abs(exact) > Double(Float.greatestFiniteMagnitude)
        ? abs(result) == .infinity
        : abs(Double(result) - exact) <= 3 * unit
      if !isClose {
        Issue.record("\(means[index]) · 0.5 / (√\(squares[index]) + \(epsilon)) is \(exact), not \(result)")
      }
    }
  }

  /// Small and large numbers of both signs, as far as the range has them, many in between, and some of each magnitude
  /// that `Float` has.
  private func samples(in range: ClosedRange<Double>) -> [Float] {
    var random = SplitMix(state: 7)
    let even = (0..<5000).map { _ in Double.random(in: range, using: &random) }
    let small = (0..<5000).map { _ in
      exp2(Double.random(in: -40...7, using: &random)) * (Bool.random(using: &random) ? 1 : -1)
    }
    let magnitudes = stride(from: UInt32(0), to: Float.infinity.bitPattern, by: 100_003).map {
      Double(Float(bitPattern: $0))
    }
    let all = even + (small + magnitudes + magnitudes.map { -$0 }).filter(range.contains)
    return all.map { Float($0) }
  }

  /// An element gives the same bits whether it is computed with others or by itself.
  @Test(arguments: [UnaryOperator.exp, .expm1, .log, .log1p, .tanh, .logistic, .erf, .erfInverse])
  func doesNotDependOnPlace(op: UnaryOperator) throws {
    let arguments = (0..<47).map { Float($0 - 20) / 23 }
    let results = try apply(op, to: arguments)
    for (x, result) in zip(arguments, results) {
      #expect(try apply(op, to: [x])[0].bitPattern == result.bitPattern || result.isNaN, "\(op)(\(x))")
    }
  }

  private func apply(_ op: UnaryOperator, to arguments: [Float]) throws -> [Float] {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [arguments.count]))
    graph.outputs = [graph.add(.unary(op), x)]
    let result = HostBuffer(type: graph[x])
    try CPUEngine.shared.compile(graph).run(
      inputs: [HostBuffer(arguments, shape: [arguments.count])], outputs: [result])
    return result.scalars(as: Float.self)
  }

  @Test func specialValues() throws {
    let infinity = Float.infinity
    #expect(try apply(.exp, to: [-infinity, infinity, 0, -200, 200]) == [0, infinity, 1, 0, infinity])
    #expect(try apply(.expm1, to: [-infinity, infinity, 0]) == [-1, infinity, 0])
    #expect(try apply(.log, to: [0, infinity, 1]) == [-infinity, infinity, 0])
    #expect(try apply(.log1p, to: [-1, infinity, 0]) == [-infinity, infinity, 0])
    #expect(try apply(.tanh, to: [-infinity, infinity, 0]) == [-1, 1, 0])
    #expect(try apply(.logistic, to: [-infinity, infinity, 0]) == [0, 1, 0.5])
    #expect(try apply(.erf, to: [-infinity, infinity, 0]) == [-1, 1, 0])
    #expect(try apply(.erfInverse, to: [-1, 1, 0]) == [-infinity, infinity, 0])
    #expect(try apply(.round, to: [0.5, 1.5, -2.5, 2.5000002]) == [0, 2, -2, 3])
    for op in [UnaryOperator.exp, .expm1, .log, .log1p, .sin, .tanh, .logistic, .erf, .erfInverse, .sign] {
      #expect(try apply(op, to: [.nan])[0].isNaN, "\(op)")
    }
    for op in [UnaryOperator.expm1, .tanh, .log1p, .erf] {
      let least = Float.leastNonzeroMagnitude
      let tiny: [Float] = [-0.0, least, -least]
      #expect(try apply(op, to: tiny).map(\.bitPattern) == tiny.map(\.bitPattern), "\(op)")
    }
    #expect(try apply(.log, to: [-1])[0].isNaN)
    #expect(try apply(.sin, to: [infinity])[0].isNaN)
  }

  /// Values of `jax.lax.erf_inv` in JAX 0.10.2, float32 on a CPU with fused multiply-add.
  @Test func inverseErrorFunctionAgreesWithJAX() throws {
    let arguments: [Float] = JAXSamples.arguments
    #expect(try apply(.erfInverse, to: arguments) == JAXSamples.inverseErrorFunction)
  }
}
