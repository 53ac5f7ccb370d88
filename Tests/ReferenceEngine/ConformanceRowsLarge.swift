import StrataGraph

/// Programs on tensors large enough for engines to split the work, with sizes that no vector length divides.
let largeRows: [ConformanceRow] =
  [DType.float16, .bfloat16, .float32].flatMap(largeNetworks)
  + [
    row("large softmax") { builder in
      let x = builder.input(.float32, [71, 157])
      var graph = builder.graph
      let largest = graph.broadcast(graph.reduce(.maximum, x, axes: [1]), to: [71, 157], axes: [0])
      let powers = graph.unary(.exp, graph.subtract(x, largest))
      let total = graph.broadcast(graph.sum(powers, axes: [1]), to: [71, 157], axes: [0])
      let result = graph.divide(powers, total)
      builder.graph = graph
      return [result]
    },
    row("large elementwise chain", tolerance: .elementwise) { builder in
      let x = builder.input(.float32, [103, 91])
      let (row, column) = (builder.input(.float32, [91]), builder.input(.float32, [103]))
      var graph = builder.graph
      let rows = graph.broadcast(row, to: [103, 91], axes: [1])
      let columns = graph.broadcast(column, to: [103, 91], axes: [0])
      let mixed = graph.multiply(graph.plus(x, rows), columns)
      let chosen = graph.select(graph.compare(.less, x, columns), graph.unary(.logistic, mixed), rows)
      let flipped = graph.reshape(graph.transpose(chosen, [1, 0]), to: [103, 91])
      let result = graph.plus(flipped, x)
      builder.graph = graph
      return [mixed, result]
    },
    row("large reductions") { builder in
      let x = builder.input(.float32, [27, 19, 21], .spread(0...4))
      let axes = [[0], [1], [2], [0, 1], [1, 2], [0, 2], [0, 1, 2]]
      return axes.map { builder.graph.sum(x, axes: $0) }
        + axes.map { builder.graph.reduce(.maximum, x, axes: $0) }
    },
    row("large transpositions", tolerance: .exact) { builder in
      let x = builder.input(.float32, [13, 27, 31])
      return [[0, 2, 1], [1, 0, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]].map { builder.graph.transpose(x, $0) }
    },
    row("large gather and scatter") { builder in
      let (table, updates) = (builder.input(.float32, [111, 33]), builder.input(.float32, [400, 33]))
      let indices = builder.input(.int32, [400], .whole(-5...115))
      return [
        builder.add(.gather(axis: 0), table, indices),
        builder.add(.scatter(axis: 0, .add), table, indices, updates),
        builder.add(.scatter(axis: 0, .replace), table, indices, updates),
      ]
    },
    row("large sort") { builder in
      let x = builder.input(.float32, [3, 701], .whole(-300...300))
      let sorted = builder.add(.sort(axis: 1, descending: true), x)
      return [sorted, Value(node: sorted.node, result: 1)]
    },
    row("random bits [20011]") {
      [$0.add(.randomBits(shape: [20011]), $0.input(.uint32, [2], .listed([7, 11])))]
    },
  ]

/// Layers whose products are left to a library.
private func largeNetworks(_ dtype: DType) -> [ConformanceRow] {
  [
    row("large dense layer with its gradients \(dtype)", tolerance: .repeated) { builder in
      let x = builder.input(dtype, [61, 50])
      let kernel = builder.input(dtype, [50, 43])
      var graph = builder.graph
      let y = graph.unary(.tanh, graph.add(.dot(.matrixProduct), x, kernel))
      let loss = graph.sum(graph.square(y), axes: [0, 1])
      let gradients = try! graph.gradients(of: loss, withRespectTo: [x, kernel])
      builder.graph = graph
      return [y, loss] + gradients
    },
    row("large convolution, pooling and their gradients \(dtype)", tolerance: .repeated) { builder in
      let x = builder.input(dtype, [3, 13, 11, 5])
      let kernel = builder.input(dtype, [3, 3, 5, 18])
      let geometry = ConvolutionGeometry(strides: [1, 1], paddingLow: [1, 1], paddingHigh: [1, 1])
      var graph = builder.graph
      let y = graph.add(.convolution(geometry), x, kernel)
      let active = graph.add(.binary(.maximum), y, graph.zeros(like: y))
      let pooled = graph.add(
        .reduceWindow(.maximum, Window(size: [1, 2, 2, 1], strides: [1, 2, 2, 1])), active)
      let loss = graph.sum(graph.square(pooled), axes: [0, 1, 2, 3])
      let gradients = try! graph.gradients(of: loss, withRespectTo: [x, kernel])
      builder.graph = graph
      return [pooled, loss] + gradients
    },
  ]
}
