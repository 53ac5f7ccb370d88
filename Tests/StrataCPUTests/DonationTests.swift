import StrataCPU
import StrataGraph
import Testing

/// Outputs that take over the buffers of inputs.
@Suite struct DonationTests {
  private let type = TensorType(.float32, [5000])
  private let x = (0..<5000).map { Double($0 % 97) }
  private let y = (0..<5000).map { Double($0 % 31) }

  @Test func swapsBuffers() throws {
    var graph = Graph()
    let (a, b) = (graph.addInput(type), graph.addInput(type))
    graph.outputs = [b, a]
    let result = try runOnEngine(graph, [x, y], donations: [0: 0, 1: 1])
    #expect(result.inputs == [y, x])
  }

  @Test func unchangedInputCostsNothing() throws {
    var graph = Graph()
    let a = graph.addInput(type)
    graph.outputs = [a]
    let executable = try CPUEngine.shared.compile(graph, donations: [0: 0]) as! CPUExecutable
    #expect(executable.stepCount == 0)
  }

  @Test func updatesInPlaceWithoutMemory() throws {
    var graph = Graph()
    let (weight, gradient) = (graph.addInput(type), graph.addInput(type))
    let step = graph.add(.binary(.multiply), gradient, graph.filled(0.5, like: gradient))
    graph.outputs = [graph.add(.binary(.subtract), weight, step)]
    let executable = try CPUEngine.shared.compile(graph, donations: [0: 0]) as! CPUExecutable
    #expect(executable.stepCount == 1)
    #expect(executable.arenaByteCount < type.byteCount, "only registers and constants")
    let result = try runOnEngine(graph, [x, y], donations: [0: 0])
    #expect(result.inputs == [zip(x, y).map { $0 - 0.5 * $1 }, y])
  }

  /// Each weight is updated as soon as its gradient is there, so that one piece of memory serves all gradients.
  @Test func gradientsShareMemory() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [4, 200]))
    let kernels = (0..<6).map { _ in graph.addInput(TensorType(.float32, [200, 200])) }
    let y = kernels.reduce(x) { graph.add(.unary(.tanh), graph.add(.dot(.matrixProduct), $0, $1)) }
    let loss = graph.add(.reduce(.sum, axes: [0, 1]), y)
    graph.outputs = zip(kernels, try graph.gradients(of: loss, withRespectTo: kernels)).map {
      kernel, gradient in
      graph.add(
        .binary(.subtract), kernel, graph.add(.binary(.multiply), gradient, graph.filled(0.1, like: gradient))
      )
    }
    let donations = Dictionary(uniqueKeysWithValues: (0..<6).map { ($0, $0 + 1) })
    let executable = try CPUEngine.shared.compile(graph, donations: donations) as! CPUExecutable
    #expect(executable.arenaByteCount < 2 * graph[kernels[0]].byteCount)
  }

  /// The reader of the old value comes later in the graph than its update.
  @Test func readsBeforeItWrites() throws {
    var graph = Graph()
    let (a, b) = (graph.addInput(type), graph.addInput(type))
    let sum = graph.add(.binary(.add), a, b)
    let reversed = graph.add(.reverse(axes: [0]), a)
    let total = graph.add(.reduce(.sum, axes: [0]), a)
    graph.outputs = [sum, graph.add(.binary(.multiply), reversed, b), total]
    let result = try runOnEngine(graph, [x, y], donations: [0: 0])
    #expect(result.outputs[0] == zip(x, y).map(+))
    #expect(result.outputs[1] == zip(x.reversed(), y).map(*))
    #expect(result.outputs[2] == [x.reduce(0, +)])
  }

  /// The old value is needed to compute something from the new one, so the update cannot be in place.
  @Test func copiesWhereOrderCannotHelp() throws {
    var graph = Graph()
    let (a, b) = (graph.addInput(type), graph.addInput(type))
    let sum = graph.add(.binary(.add), a, b)
    let total = graph.add(.reduce(.sum, axes: [0]), sum)
    let scaled = graph.add(.binary(.multiply), a, graph.add(.broadcast(shape: [5000], axes: []), total))
    graph.outputs = [sum, scaled]
    let result = try runOnEngine(graph, [x, y], donations: [0: 0])
    let expected = zip(x, y).map(+)
    #expect(result.outputs[0] == expected)
    let factor = expected.reduce(0, +)
    #expect(difference(result.outputs[1], x.map { $0 * factor }) < 1e-6)
  }

  /// Each new value needs the old one of the other.
  @Test func crossedUpdates() throws {
    var graph = Graph()
    let (a, b) = (graph.addInput(type), graph.addInput(type))
    let reversed = graph.add(.reverse(axes: [0]), b)
    graph.outputs = [graph.add(.binary(.add), a, reversed), graph.add(.binary(.subtract), a, b)]
    let result = try runOnEngine(graph, [x, y], donations: [0: 0, 1: 1])
    #expect(result.inputs[0] == zip(x, y.reversed()).map(+))
    #expect(result.inputs[1] == zip(x, y).map(-))
  }

  @Test func scattersInPlace() throws {
    var graph = Graph()
    let table = graph.addInput(TensorType(.float32, [100, 50]))
    let indices = graph.addInput(TensorType(.int32, [3]))
    let rows = graph.addInput(TensorType(.float32, [3, 50]))
    graph.outputs = [graph.add(.scatter(axis: 0, .add), table, indices, rows)]
    let updates = (0..<150).map(Double.init)
    let result = try runOnEngine(graph, [x, [7, 99, 7], updates], donations: [0: 0])
    var expected = x
    for (row, index) in [7, 99, 7].enumerated() {
      for column in 0..<50 { expected[index * 50 + column] += updates[row * 50 + column] }
    }
    #expect(result.inputs[0] == expected)
  }

  @Test func refusesOtherTypes() throws {
    var graph = Graph()
    let a = graph.addInput(type)
    graph.outputs = [graph.add(.convert(.int32), a)]
    #expect(throws: EngineError.self) { try CPUEngine.shared.compile(graph, donations: [0: 0]) }
  }
}
