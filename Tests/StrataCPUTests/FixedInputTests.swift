import ReferenceEngine
import StrataCPU
import Testing

@testable import StrataGraph

/// What depends on inputs alone that seldom change is done once, and again when they have changed.
@Suite struct FixedInputTests {
  private let geometry = ConvolutionGeometry(strides: [1, 1], paddingLow: [1, 1], paddingHigh: [1, 1])

  /// A convolution with bias and a batch normalization in use. Inputs: x, kernel, bias, factor, variance, shift.
  private func normalizedConvolution() -> Graph {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [2, 9, 8, 3]))
    let kernel = graph.addInput(TensorType(.float32, [3, 3, 3, 20]))
    let numbers = (0..<4).map { _ in graph.addInput(TensorType(.float32, [20])) }
    let shape = [2, 9, 8, 20]
    func spread(_ value: Value) -> Value { graph.broadcast(value, to: shape, axes: [3]) }
    let result = graph.plus(graph.add(.convolution(geometry), x, kernel), spread(numbers[0]))
    let root = graph.unary(.rsqrt, graph.plus(numbers[2], 0.001))
    let scaled = graph.multiply(result, spread(graph.multiply(numbers[1], root)))
    graph.outputs = [graph.plus(scaled, spread(numbers[3]))]
    return graph
  }

  /// A product with a transposed matrix, and another one of the result.
  private func twoProducts() -> Graph {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [5, 40]))
    let first = graph.addInput(TensorType(.float32, [70, 40]))
    let second = graph.addInput(TensorType(.float32, [70, 33]))
    let hidden = graph.add(.dot(.matrixProduct), x, graph.transpose(graph.unary(.tanh, first), [1, 0]))
    graph.outputs = [graph.add(.dot(.matrixProduct), hidden, second)]
    return graph
  }

  private func buffers(_ graph: Graph, seed: UInt64) -> [HostBuffer] {
    var random = SeededRandom(seed: seed)
    return graph.inputs.map { numbers(graph[$0], &random) }
  }

  /// Numbers between ¼ and 1.
  private func numbers(_ type: TensorType, _ random: inout SeededRandom) -> HostBuffer {
    HostBuffer((0..<type.count).map { _ in Float.random(in: 0.25...1, using: &random) }, shape: type.shape)
  }

  private func expectAgreement(
    _ executable: any Executable, _ graph: Graph, _ inputs: [HostBuffer],
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let outputs = graph.outputs.map { HostBuffer(type: graph[$0]) }
    try executable.run(inputs: inputs, outputs: outputs)
    for (actual, expected) in zip(outputs, try ReferenceEngine().evaluate(graph, inputs)) {
      let difference = difference(actual.doubles, expected.doubles)
      #expect(difference < 1e-5, sourceLocation: location)
    }
  }

  /// Each input in turn gets another buffer, and other elements in the same buffer.
  @Test(arguments: [0, 1]) func everyChangeIsSeen(_ program: Int) throws {
    let graph = program == 0 ? normalizedConvolution() : twoProducts()
    let fixed = Set(1..<graph.inputs.count)
    let executable = try CPUEngine.shared.compile(graph.simplified(), donations: [:], fixedInputs: fixed)
    var inputs = buffers(graph, seed: 1)
    var random = SeededRandom(seed: 2)
    for _ in 0..<2 { try expectAgreement(executable, graph, inputs) }
    for index in inputs.indices {
      inputs[index] = numbers(inputs[index].type, &random)
      try expectAgreement(executable, graph, inputs)
      let other = numbers(inputs[index].type, &random)
      inputs[index].pointer.copyMemory(from: other.pointer, byteCount: other.type.byteCount)
      inputs[index].noteChange()
      try expectAgreement(executable, graph, inputs)
    }
    // Two sets of weights by turns.
    let others = buffers(graph, seed: 3)
    for _ in 0..<2 {
      try expectAgreement(executable, graph, others)
      try expectAgreement(executable, graph, inputs)
    }
  }

  /// A program that updates a buffer in place changes what others have made of it.
  @Test func updatesInPlaceAreSeen() throws {
    var update = Graph()
    let kernel = update.addInput(TensorType(.float32, [70, 40]))
    update.outputs = [update.unary(.negate, kernel)]
    let negation = try CPUEngine.shared.compile(update, donations: [0: 0])

    let graph = twoProducts()
    let executable = try CPUEngine.shared.compile(graph, donations: [:], fixedInputs: [1, 2])
    let inputs = buffers(graph, seed: 4)
    for _ in 0..<3 {
      try expectAgreement(executable, graph, inputs)
      try negation.run(inputs: [inputs[1]], outputs: [inputs[1]])
    }
  }

  /// The factors go into the kernel: nothing but the convolution is left to do each time.
  @Test func normalizationBecomesPartOfTheConvolution() throws {
    let graph = normalizedConvolution().simplified()
    let all = try CPUEngine.shared.compile(graph, donations: [:], fixedInputs: Set(1..<6)) as! CPUExecutable
    #expect(all.stepCount == 1, "\(all)")
    // Another kernel in each run leaves no gain in changing it.
    let some = try CPUEngine.shared.compile(graph, donations: [:], fixedInputs: Set(2..<6)) as! CPUExecutable
    #expect(some.stepCount == 2, "\(some)")
  }

  /// The result of the convolution is wanted itself, too.
  @Test func convolutionsWithOtherReadersKeepTheirKernels() throws {
    var graph = normalizedConvolution()
    let convolution = graph.nodes.firstIndex { $0.operation == .convolution(geometry) }!
    graph.outputs.append(Value(node: convolution))
    let executable = try CPUEngine.shared.compile(
      graph.simplified(), donations: [:], fixedInputs: Set(1..<6))
    #expect("\(executable)".components(separatedBy: "convolution [").count <= 3, "\(executable)")
    let inputs = buffers(graph, seed: 5)
    let outputs = graph.outputs.map { HostBuffer(type: graph[$0]) }
    try executable.run(inputs: inputs, outputs: outputs)
    for (actual, expected) in zip(outputs, try ReferenceEngine().evaluate(graph, inputs)) {
      #expect(difference(actual.doubles, expected.doubles) < 1e-5)
    }
  }

  /// What would take more memory than it is made of is computed each time.
  @Test func largeResultsAreNotKept() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [300, 50]))
    let row = graph.addInput(TensorType(.float32, [50]))
    let spread = graph.broadcast(row, to: [300, 50], axes: [1])
    graph.outputs = [graph.add(.dot(DotAxes(leftContracting: [1], rightContracting: [1])), x, spread)]
    let changing = try CPUEngine.shared.compile(graph) as! CPUExecutable
    let fixed = try CPUEngine.shared.compile(graph, donations: [:], fixedInputs: [1]) as! CPUExecutable
    #expect(fixed.arenaByteCount <= changing.arenaByteCount)
    try expectAgreement(fixed, graph, buffers(graph, seed: 6))
  }
}
