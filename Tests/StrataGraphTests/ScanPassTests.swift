import Testing

@testable import StrataGraph

/// What becomes of scans when a program is simplified.
@Suite struct ScanPassTests {
  /// A recurrent layer over 7 steps, with the loss and its gradients with respect to kernel, recurrent kernel and bias.
  private func trainedLayer() throws -> Graph {
    var graph = Graph()
    let types = [[7, 2, 4], [2, 3], [4, 3], [3, 3], [3]].map { TensorType(.float32, $0) }
    let inputs = types.map { graph.addInput($0) }
    var step = Graph()
    let state = step.addInput(types[1])
    let x = step.addInput(TensorType(.float32, [2, 4]))
    let weights = types[2...].map { step.addInput($0) }
    let projection = step.add(.dot(.matrixProduct), x, weights[0])
    let biased = step.plus(projection, step.broadcast(weights[2], to: [2, 3], axes: [1]))
    let next = step.unary(.tanh, step.plus(biased, step.add(.dot(.matrixProduct), state, weights[1])))
    step.outputs = [next, next]
    let scan = graph.add(
      .scan(Scan(body: step, length: 7, carryCount: 1, sequenceCount: 1)),
      [inputs[1], inputs[0]] + inputs[2...])
    let states = Value(node: scan.node, result: 1)
    let loss = graph.sum(graph.square(states), axes: [0, 1, 2])
    graph.outputs = [loss] + (try graph.gradients(of: loss, withRespectTo: Array(inputs[2...])))
    return graph
  }

  private func scans(in graph: Graph) -> [Scan] {
    graph.nodes.compactMap { if case .scan(let scan) = $0.operation { scan } else { nil } }
  }

  private func dotCount(_ graph: Graph) -> Int { graph.nodes.count { $0.operation.name == "dot" } }

  @Test func onlyTheRecurrenceStaysInTheSteps() throws {
    let graph = try trainedLayer()
    #expect(scans(in: graph).map { dotCount($0.body) } == [2, 3])
    let simplified = graph.simplified()
    #expect(scans(in: simplified).map { dotCount($0.body) } == [1, 1])
    #expect(scans(in: simplified).map(\.isReversed) == [false, true])
    // The projection of the inputs, and the gradients with respect to two kernels.
    #expect(dotCount(simplified) == 3)
  }

  @Test func biasIsAddedForAllStepsAtOnceAndItsGradientSummedOnce() throws {
    let simplified = try trainedLayer().simplified()
    let bodies = scans(in: simplified).map(\.body)
    #expect(!bodies[0].nodes.contains { $0.operation.name == "broadcast" })
    #expect(!bodies.flatMap(\.nodes).contains { $0.operation.name.hasPrefix("reduce") })
    #expect(simplified.nodes.contains { $0.operation == .reduce(.sum, axes: [0, 1]) })
  }

  @Test func kernelGradientIsOneProductOverStepsAndSamples() throws {
    let axes = DotAxes(leftContracting: [0, 1], rightContracting: [0, 1])
    #expect(try trainedLayer().simplified().nodes.count { $0.operation == .dot(axes) } == 2)
  }

  @Test func gradientNeedsNoStateThatIsThereAlready() throws {
    // The state after each step is a result of the layer; only that before each step is kept besides.
    let forward = try #require(scans(in: try trainedLayer().simplified()).first)
    #expect(forward.body.outputs.count - forward.carryCount == 2)
  }

  @Test func unusedResultsGoWithWhatTheyNeed() {
    var graph = Graph()
    let vector = TensorType(.float32, [3])
    let operands = [vector, vector, vector.stacked(5), vector.stacked(5)].map { graph.addInput($0) }
    var step = Graph()
    let inputs = (0..<4).map { _ in step.addInput(vector) }
    step.outputs = [
      step.plus(inputs[0], inputs[2]), step.multiply(inputs[1], inputs[3]), step.unary(.exp, inputs[1]),
    ]
    let scan = graph.add(.scan(Scan(body: step, length: 5, carryCount: 2, sequenceCount: 2)), operands)
    graph.outputs = [scan]
    let part = graph.withoutDeadCode()
    #expect(part.nodes.last?.operands == [operands[0], operands[2]])
    #expect(scans(in: part).map(\.body.outputs.count) == [1])
    #expect(scans(in: part)[0].body.nodes.map(\.operation.name) == ["input", "input", "add"])
  }

  @Test func resultsThatNeedNoStepsComeFromOutside() {
    var graph = Graph()
    let vector = TensorType(.float32, [3])
    let xs = graph.addInput(vector.stacked(5))
    var step = Graph()
    let x = step.addInput(vector)
    step.outputs = [step.unary(.exp, x)]
    graph.outputs = [graph.add(.scan(Scan(body: step, length: 5, carryCount: 0, sequenceCount: 1)), xs)]
    #expect(graph.simplified().nodes.map(\.operation.name) == ["input", "exp"])
  }

  @Test func scansThatDoNotFitSayWhy() {
    var step = Graph()
    let state = step.addInput(TensorType(.float32, [3]))
    step.outputs = [step.sum(state, axes: [0])]
    let scan = Operation.scan(Scan(body: step, length: 5, carryCount: 1, sequenceCount: 0))
    let error = #expect(throws: ShapeError.self) { try scan.resultTypes([TensorType(.float32, [3])]) }
    #expect(
      error?.description == "scan(float32[3]): carry 0 is float32[3] before a step and float32[] after it")
    #expect(throws: ShapeError.self) { try scan.resultTypes([TensorType(.float32, [4])]) }
    #expect(throws: ShapeError.self) { try scan.resultTypes([]) }
  }
}
