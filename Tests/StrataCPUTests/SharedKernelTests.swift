import CStrataKernels
import ReferenceEngine
import StrataCPU
import StrataGraph
import Testing

/// Kernels whose rows are shared out among the threads.
@Suite struct SharedKernelTests {
  /// A step of gradient descent for two dense layers: `(x · a + bias)² · b`.
  ///
  /// Inputs: x, a, bias, b. Outputs: the new a and b, and the gradient with respect to x.
  private func trainingStep(_ sizes: [Int], batch: Int = 5) throws -> Graph {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [batch, sizes[0]]))
    let a = graph.addInput(TensorType(.float32, [sizes[0], sizes[1]]))
    let bias = graph.addInput(TensorType(.float32, [sizes[1]]))
    let b = graph.addInput(TensorType(.float32, [sizes[1], sizes[2]]))
    let product = graph.add(.dot(.matrixProduct), x, a)
    let row = graph.add(.broadcast(shape: [batch, sizes[1]], axes: [1]), bias)
    let hidden = graph.add(.binary(.add), product, row)
    let output = graph.add(.dot(.matrixProduct), graph.add(.binary(.multiply), hidden, hidden), b)
    let loss = graph.add(.reduce(.sum, axes: [0, 1]), graph.add(.binary(.multiply), output, output))
    let gradients = try graph.gradients(of: loss, withRespectTo: [a, b, x])
    graph.outputs = zip([a, b], gradients).map { weight, gradient in
      let step = graph.add(.binary(.multiply), gradient, graph.filled(1e-3, like: gradient))
      return graph.add(.binary(.subtract), weight, step)
    }
    graph.outputs.append(gradients[2])
    return graph
  }

  private let donations = [0: 1, 1: 3]

  private func numbers(for graph: Graph) -> [[Double]] {
    var random = SplitMix(state: 3)
    return graph.inputs.map { input in
      (0..<graph[input].count).map { _ in Double(Int.random(in: -8...8, using: &random)) / 64 }
    }
  }

  @Test(arguments: [[130, 129, 131], [128, 128, 16], [70, 300, 20]])
  func givesTheSameAsTheReference(sizes: [Int]) throws {
    try expectTheSameAsTheReference(trainingStep(sizes))
  }

  /// A kernel of more than 1 MiB, whose dots are tiles and whose update goes along with its gradient.
  @Test(arguments: [16, 35]) func largeKernelsGiveTheSameAsTheLibrary(batch: Int) throws {
    try expectTheSameAsTheLibrary(trainingStep([523, 530, 20], batch: batch), donations)
  }

  /// Without buffers that are taken over nothing is shared. (The reference engine would take minutes.)
  private func expectTheSameAsTheLibrary(_ graph: Graph, _ donations: [Int: Int]) throws {
    let numbers = numbers(for: graph)
    let actual = try runOnEngine(graph, numbers, donations: donations)
    let expected = try runOnEngine(graph, numbers)
    for (actual, expected) in zip(actual.outputs, expected.outputs) {
      #expect(difference(actual, expected) < 1e-4)
      #expect(expected.contains { abs($0) > 1e-3 })
    }
  }

  private func expectTheSameAsTheReference(_ graph: Graph) throws {
    let numbers = numbers(for: graph)
    let actual = try runOnEngine(graph, numbers, donations: donations)
    let inputs = zip(graph.inputs, numbers).map { HostBuffer(graph[$0], $1) }
    let expected = try ReferenceEngine().evaluate(graph, inputs).map(\.doubles)
    for (actual, expected) in zip(actual.outputs, expected) {
      #expect(difference(actual, expected) < 1e-4)
      #expect(expected.contains { abs($0) > 1e-3 })
    }
  }

  @Test func repeatsBitForBit() throws {
    let graph = try trainingStep([130, 129, 131])
    let numbers = numbers(for: graph)
    let first = try runOnEngine(graph, numbers, donations: donations)
    let second = try runOnEngine(graph, numbers, donations: donations)
    #expect(first.outputs == second.outputs)
  }

  /// All dots with the updated kernel are shared, along the axis that is that of its rows.
  @Test(.enabled(if: strata_thread_count() > 1, "there is one thread"))
  func threadsShareTheRowsOfKernels() throws {
    let graph = try trainingStep([304, 160, 48])
    let executable = try CPUEngine.shared.compile(graph, donations: donations) as! CPUExecutable
    let plan = executable.description.split(separator: "\n").filter { $0.contains("parts of the") }
    let parts = "by \(strata_thread_count()) parts of the"
    for part in [
      "5×304×160 + bias \(parts) length", "304×5×160 \(parts) rows", "5×160×304 \(parts) columns",
    ] {
      #expect(plan.contains { $0.contains(part) }, "\(part) in \(executable)")
    }
    #expect(plan.count == 3, "the second kernel is small: \(plan)")
  }

  private func plan(_ graph: Graph, donations: [Int: Int]) throws -> [Substring] {
    let executable = try CPUEngine.shared.compile(graph, donations: donations) as! CPUExecutable
    return executable.description.split(separator: "\n").filter { $0.contains("tiles") }
  }

  @Test(.enabled(if: strata_thread_count() > 1 && strata_has_shared_dot(), "there are no tiles"))
  func largeKernelsAreUpdatedWithTheirGradients() throws {
    let plan = try plan(trainingStep([523, 530, 20], batch: 32), donations: donations)
    for part in [
      "32×523×530 by", "32×530×523 by",
      "523×32×530 by \(strata_thread_count()) parts of the rows (tiles), chain",
    ] {
      #expect(plan.contains { $0.contains(part) }, "\(part) in \(plan)")
    }
  }

  /// A gradient that is returned too has memory of its own.
  @Test(.enabled(if: strata_thread_count() > 1 && strata_has_shared_dot(), "there are no tiles"))
  func gradientsThatOthersReadAreKept() throws {
    var graph = try trainingStep([523, 530, 20], batch: 16)
    let gradient = graph.nodes.indices.last {
      if case .dot = graph.nodes[$0].operation {
        graph.nodes[$0].types[0].shape == [523, 530]
      } else {
        false
      }
    }!
    graph.outputs.append(Value(node: gradient))
    let plan = try plan(graph, donations: donations)
    #expect(plan.contains { $0.contains("parts of the rows (tiles)") })
    #expect(!plan.contains { $0.contains("chain") })
    try expectTheSameAsTheLibrary(graph, donations)
  }

  /// `w − w · (wᵀ · w)` in place: rows that are updated early must not change the gradient of later ones.
  @Test func whatAGradientIsMadeOfLasts() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.float32, [530, 530]))
    let kernel = graph.addInput(TensorType(.float32, [530, 530]))
    let output = graph.add(.dot(.matrixProduct), x, kernel)
    let axes = DotAxes(leftContracting: [0], rightContracting: [0])
    let gradient = graph.add(.dot(axes), kernel, kernel)
    let step = graph.add(.binary(.multiply), gradient, graph.filled(1e-3, like: gradient))
    graph.outputs = [graph.add(.binary(.subtract), kernel, step), output]
    try expectTheSameAsTheLibrary(graph, [0: 1])
  }

  @Test func kernelsThatStayAreNotShared() throws {
    let graph = try trainingStep([304, 160, 48])
    let executable = try CPUEngine.shared.compile(graph, donations: [:]) as! CPUExecutable
    #expect(!executable.description.contains("parts of the"))
  }
}
