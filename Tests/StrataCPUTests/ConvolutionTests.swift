import ReferenceEngine
import StrataCPU
import StrataGraph
import Testing

/// Convolutions of the sizes for which different implementations of the library are taken.
@Suite struct ConvolutionTests {
  struct Case: Sendable, CustomStringConvertible {
    let image: [Int]
    let kernel: [Int]
    var filters = 32
    var strides = [1, 1]
    var dilation = [1, 1]
    var groups = 1

    var description: String {
      "\(image) with \(kernel), \(filters) filters, strides \(strides), dilation \(dilation), \(groups) groups"
    }
  }

  @Test(arguments: [
    Case(image: [9, 8, 16], kernel: [3, 3]),
    Case(image: [9, 8, 32], kernel: [3, 3], filters: 16),
    Case(image: [9, 8, 16], kernel: [3, 3], strides: [2, 2]),
    Case(image: [9, 8, 16], kernel: [1, 1], strides: [2, 2]),
    Case(image: [9, 8, 16], kernel: [1, 1]),
    Case(image: [9, 8, 5], kernel: [2, 3], filters: 33, strides: [1, 2]),
    Case(image: [9, 8, 16], kernel: [3, 3], dilation: [2, 2]),
    Case(image: [9, 8, 16], kernel: [3, 3], strides: [2, 2], groups: 2),
    Case(image: [66, 64, 2], kernel: [3, 3]),
    Case(image: [17, 16], kernel: [3], filters: 40, strides: [2], dilation: [1]),
    Case(image: [5, 6, 4, 16], kernel: [3, 2, 2], strides: [2, 1, 2], dilation: [1, 1, 1]),
  ])
  func agreesWithReference(_ it: Case) throws {
    var graph = Graph()
    let channels = it.image.last!
    let x = graph.addInput(TensorType(.float32, [2] + it.image))
    let kernel = graph.addInput(TensorType(.float32, it.kernel + [channels / it.groups, it.filters]))
    let geometry = ConvolutionGeometry(
      strides: it.strides, paddingLow: it.kernel.map { ($0 - 1) / 2 }, paddingHigh: it.kernel.map { $0 / 2 },
      dilation: it.dilation, groups: it.groups)
    let y = graph.add(.convolution(geometry), x, kernel)
    let dy = graph.addInput(graph[y])
    let axes = Array(graph[y].shape.indices)
    let loss = graph.add(.reduce(.sum, axes: axes), graph.add(.binary(.multiply), y, dy))
    graph.outputs = [y] + (try graph.gradients(of: loss, withRespectTo: [x, kernel]))
    var random = SplitMix(state: 3)
    // Small whole numbers, so that sums are exact in any order.
    let inputs = graph.inputs.map { input in
      HostBuffer(
        graph[input], (0..<graph[input].count).map { _ in Double(Int.random(in: -2...2, using: &random)) })
    }
    let actual = try CPUEngine.shared.evaluate(graph, inputs)
    let expected = try ReferenceEngine().evaluate(graph, inputs)
    for (actual, expected) in zip(actual, expected) {
      #expect(firstDifference(actual, expected, .exact) == nil)
    }
  }
}
