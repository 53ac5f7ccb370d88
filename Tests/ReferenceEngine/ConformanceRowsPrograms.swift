import StrataGraph

/// Programs of many operations, as layers and training steps are: what fusion and memory planning must not
/// change.
let programRows: [ConformanceRow] = floatingPoint.flatMap { dtype in
  [
    row("dense layer with its gradients \(dtype)") { builder in
      let x = builder.input(dtype, [6, 9])
      let kernel = builder.input(dtype, [9, 5], .spread(-0.6...0.6))
      let bias = builder.input(dtype, [5], .spread(-0.2...0.2))
      let y = dense(&builder.graph, x, kernel, bias)
      let loss = builder.graph.sum(builder.graph.square(y), axes: [0, 1])
      let gradients = try! builder.graph.gradients(of: loss, withRespectTo: [kernel, bias])
      return [loss] + gradients
    },
    row("sum of two products with one row \(dtype)") { builder in
      let products = (0..<2).map { _ in
        builder.add(.dot(.matrixProduct), builder.input(dtype, [1, 2]), builder.input(dtype, [2, 3]))
      }
      return [builder.graph.plus(products[0], products[1])]
    },
    row("softmax and cross-entropy with gradient \(dtype)") { builder in
      let logits = builder.input(dtype, [5, 7])
      let labels = builder.input(.int32, [5], .whole(0...6))
      let loss = crossEntropy(&builder.graph, logits, labels)
      return [loss] + (try! builder.graph.gradients(of: loss, withRespectTo: [logits]))
    },
    row("convolutional network with its gradients \(dtype)") { convolutionalNetwork(&$0, dtype) },
    row("normalization with its gradients \(dtype)") { normalization(&$0, dtype) },
    row("Adam step \(dtype)", tolerance: .elementwise) { adam(&$0, dtype) },
    row("recurrence with its gradients \(dtype)") { recurrence(&$0, dtype) },
    row("long elementwise chain \(dtype)", tolerance: .elementwise) { elementwiseChain(&$0, dtype) },
  ]
}

private func dense(_ graph: inout Graph, _ x: Value, _ kernel: Value, _ bias: Value) -> Value {
  let product = graph.add(.dot(.matrixProduct), x, kernel)
  let sum = graph.plus(product, graph.broadcast(bias, to: graph[product].shape, axes: [1]))
  return graph.add(.binary(.maximum), sum, graph.zeros(like: sum))
}

/// The mean over rows of −log softmax at the label.
private func crossEntropy(_ graph: inout Graph, _ logits: Value, _ labels: Value) -> Value {
  let shape = graph[logits].shape
  let largest = graph.stopGradient(graph.reduce(.maximum, logits, axes: [1]))
  let shifted = graph.subtract(logits, graph.broadcast(largest, to: shape, axes: [0]))
  let total = graph.sum(graph.unary(.exp, shifted), axes: [1])
  let columns = graph.add(.iota(TensorType(.int32, shape), axis: 1))
  let hit = graph.compare(.equal, columns, graph.broadcast(labels, to: shape, axes: [0]))
  let chosen = graph.sum(graph.select(hit, shifted, otherwise: 0), axes: [1])
  let losses = graph.subtract(graph.unary(.log, total), chosen)
  return graph.multiply(graph.sum(losses, axes: [0]), 1 / Double(shape[0]))
}

private func convolutionalNetwork(_ builder: inout RowBuilder, _ dtype: DType) -> [Value] {
  let images = builder.input(dtype, [2, 6, 6, 1])
  let labels = builder.input(.int32, [2], .whole(0...2))
  let kernel = builder.input(dtype, [3, 3, 1, 2], .spread(-0.8...0.8))
  let bias = builder.input(dtype, [2], .spread(-0.1...0.1))
  let weights = builder.input(dtype, [18, 3], .spread(-0.5...0.5))
  let geometry = ConvolutionGeometry(strides: [1, 1], paddingLow: [1, 1], paddingHigh: [1, 1])
  let convolved = builder.add(.convolution(geometry), images, kernel)
  let biased = builder.graph.plus(convolved, builder.graph.broadcast(bias, to: [2, 6, 6, 2], axes: [3]))
  let active = builder.add(.binary(.maximum), biased, builder.graph.zeros(like: biased))
  let pooled = builder.add(
    .reduceWindow(.maximum, Window(size: [1, 2, 2, 1], strides: [1, 2, 2, 1])), active)
  let logits = builder.add(.dot(.matrixProduct), builder.graph.reshape(pooled, to: [2, 18]), weights)
  let loss = crossEntropy(&builder.graph, logits, labels)
  return [loss] + (try! builder.graph.gradients(of: loss, withRespectTo: [kernel, bias, weights]))
}

private func normalization(_ builder: inout RowBuilder, _ dtype: DType) -> [Value] {
  let x = builder.input(dtype, [4, 6])
  let (gamma, beta) = (builder.input(dtype, [6]), builder.input(dtype, [6]))
  var graph = builder.graph
  func spread(_ value: Value, axis: Int) -> Value { graph.broadcast(value, to: [4, 6], axes: [axis]) }
  let mean = graph.multiply(graph.sum(x, axes: [1]), 1.0 / 6)
  let centered = graph.subtract(x, spread(mean, axis: 0))
  let variance = graph.multiply(graph.sum(graph.square(centered), axes: [1]), 1.0 / 6)
  let scale = graph.unary(.rsqrt, graph.plus(variance, 1e-3))
  let normal = graph.multiply(centered, spread(scale, axis: 0))
  let y = graph.plus(graph.multiply(normal, spread(gamma, axis: 1)), spread(beta, axis: 1))
  let loss = graph.sum(graph.unary(.tanh, y), axes: [0, 1])
  let gradients = try! graph.gradients(of: loss, withRespectTo: [x, gamma, beta])
  builder.graph = graph
  return [y, loss] + gradients
}

private func adam(_ builder: inout RowBuilder, _ dtype: DType) -> [Value] {
  let (weight, gradient) = (builder.input(dtype, [5, 7]), builder.input(dtype, [5, 7]))
  let (momentum, velocity) = (builder.input(dtype, [5, 7]), builder.input(dtype, [5, 7], .spread(0.1...1)))
  let rate = builder.input(dtype, [], .spread(0.001...0.002))
  var graph = builder.graph
  let newMomentum = graph.plus(
    momentum, graph.multiply(graph.subtract(gradient, momentum), 0.1))
  let newVelocity = graph.plus(
    velocity, graph.multiply(graph.subtract(graph.square(gradient), velocity), 0.001))
  let step = graph.divide(newMomentum, graph.plus(graph.unary(.sqrt, newVelocity), 1e-7))
  let scaled = graph.multiply(graph.broadcast(rate, to: [5, 7], axes: []), step)
  let outputs = [graph.subtract(weight, scaled), newMomentum, newVelocity]
  builder.graph = graph
  return outputs
}

private func recurrence(_ builder: inout RowBuilder, _ dtype: DType) -> [Value] {
  let sequence = builder.input(dtype, [2, 3, 4])
  let kernel = builder.input(dtype, [4, 5], .spread(-0.5...0.5))
  let recurrent = builder.input(dtype, [5, 5], .spread(-0.5...0.5))
  var graph = builder.graph
  let projected = graph.add(.dot(DotAxes(leftContracting: [2], rightContracting: [0])), sequence, kernel)
  var state = graph.fill(0, TensorType(dtype, [2, 5]))
  for time in 0..<3 {
    let input = graph.reshape(graph.slice(projected, axis: 1, time..<(time + 1)), to: [2, 5])
    let memory = graph.add(.dot(.matrixProduct), state, recurrent)
    let gate = graph.unary(.logistic, memory)
    state = graph.plus(graph.multiply(gate, graph.unary(.tanh, graph.plus(input, memory))), state)
  }
  let loss = graph.sum(graph.square(state), axes: [0, 1])
  let gradients = try! graph.gradients(of: loss, withRespectTo: [sequence, kernel, recurrent])
  builder.graph = graph
  return [state, loss] + gradients
}

private func elementwiseChain(_ builder: inout RowBuilder, _ dtype: DType) -> [Value] {
  let (x, row) = (builder.input(dtype, [4, 11]), builder.input(dtype, [11], .spread(0.5...1.5)))
  var graph = builder.graph
  let scale = graph.broadcast(row, to: [4, 11], axes: [1])
  var value = graph.multiply(x, scale)
  for op in [UnaryOperator.tanh, .exp, .sin, .logistic] {
    value = graph.plus(graph.unary(op, value), scale)
  }
  let positive = graph.compare(.greater, x, 0)
  let chosen = graph.select(positive, value, graph.negate(value))
  builder.graph = graph
  return [chosen, positive, value]
}
