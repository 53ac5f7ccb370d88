import StrataGraph

/// Recurrences, and their gradients.
let scanRows: [ConformanceRow] =
  numeric.map { dtype in
    row("scan that adds up \(dtype)", tolerance: .repeated) { builder in
      let (start, terms) = (builder.input(dtype, [3]), builder.input(dtype, [5, 3]))
      return scan(&builder, carries: [start], sequences: [terms]) { step, carries, slices, _ in
        let sum = step.plus(carries[0], slices[0])
        return ([sum], [sum])
      }
    }
  }
  + floatingPoint.flatMap { dtype in
    [false, true].flatMap { isReversed in
      let name = "\(isReversed ? "backwards " : "")\(dtype)"
      return [
        row("scan of a recurrent layer \(name)", tolerance: .repeated) { builder in
          recurrentLayer(&builder, dtype, isReversed)
        },
        row("scan of a recurrent layer with its gradients \(name)", tolerance: .repeated) { builder in
          let inputs = recurrentInputs(&builder, dtype)
          let results = recurrentLayer(&builder, inputs, isReversed)
          let loss = builder.graph.sum(builder.graph.square(results[1]), axes: [0, 1, 2])
          let total = builder.graph.plus(loss, builder.graph.sum(results[0], axes: [0, 1]))
          return results + (try! builder.graph.gradients(of: total, withRespectTo: inputs))
        },
      ]
    } + [
      row("scan with two carries of which one is swapped \(dtype)", tolerance: .repeated) { builder in
        let (first, second) = (builder.input(dtype, [2, 4]), builder.input(dtype, [2, 4]))
        return scan(&builder, carries: [first, second], sequences: [], length: 3) { step, carries, _, _ in
          let product = step.multiply(carries[0], carries[1])
          return ([carries[1], product], [carries[0], carries[0]])
        }
      },
      row("scan that ignores a carry, a sequence and a constant \(dtype)") { builder in
        let unused = [builder.input(dtype, [2]), builder.input(dtype, [4, 2]), builder.input(dtype, [7])]
        let (start, factor) = (builder.input(dtype, [3]), builder.input(dtype, [3]))
        return scan(
          &builder, carries: [unused[0], start], sequences: [unused[1]], constants: [unused[2], factor],
          length: 4
        ) { step, carries, _, constants in
          ([carries[0], step.multiply(carries[1], constants[1])], [])
        }
      },
      row("scan of which only a stacked result is used \(dtype)", tolerance: .repeated) { builder in
        let inputs = recurrentInputs(&builder, dtype)
        let stacked = recurrentLayer(&builder, inputs, false)[1]
        return try! builder.graph.gradients(
          of: builder.graph.sum(stacked, axes: [0, 1, 2]), withRespectTo: [inputs[3]])
      },
      row("scan with whole numbers among the carries \(dtype)") { builder in
        let (counter, start) = (builder.input(.int32, []), builder.input(dtype, [3], .spread(0.5...2)))
        return scan(&builder, carries: [counter, start], sequences: [], length: 4) { step, carries, _, _ in
          let next = step.plus(carries[0], 1)
          let factor = step.broadcast(step.convert(carries[0], to: dtype), to: [3], axes: [])
          return ([next, step.multiply(carries[1], step.plus(factor, 10))], [carries[0]])
        }
      },
      row("scan with masked steps \(dtype)", tolerance: .repeated) { builder in
        let mask = builder.input(.bool, [4, 2])
        let (start, terms) = (builder.input(dtype, [2, 3]), builder.input(dtype, [4, 2, 3]))
        let results = scan(&builder, carries: [start], sequences: [mask, terms]) { step, carries, slices, _ in
          let updated = step.unary(.tanh, step.plus(carries[0], slices[1]))
          let mask = step.broadcast(slices[0], to: [2, 3], axes: [0])
          let kept = step.select(mask, updated, carries[0])
          return ([kept], [kept])
        }
        let loss = builder.graph.sum(builder.graph.square(results[1]), axes: [0, 1, 2])
        return results + (try! builder.graph.gradients(of: loss, withRespectTo: [start, terms]))
      },
      row("scan whose step does work without the carry \(dtype)", tolerance: .repeated) { builder in
        let (start, xs) = (builder.input(dtype, [2, 3]), builder.input(dtype, [5, 2, 4]))
        let kernels = [builder.input(dtype, [4, 3]), builder.input(dtype, [3, 3], .spread(-0.4...0.4))]
        let results = scan(&builder, carries: [start], sequences: [xs], constants: kernels) {
          step, carries, slices, constants in
          let scaled = step.unary(.tanh, constants[0])
          let outside = step.unary(.tanh, step.add(.dot(.matrixProduct), slices[0], scaled))
          let state = step.plus(step.add(.dot(.matrixProduct), carries[0], constants[1]), outside)
          let product = step.add(
            .dot(DotAxes(leftContracting: [0], rightContracting: [0])), state, slices[0])
          return ([state], [outside, product, step.sum(state, axes: [0]), slices[0], constants[0]])
        }
        let loss = builder.graph.sum(builder.graph.square(results[2]), axes: [0, 1, 2])
        return results + (try! builder.graph.gradients(of: loss, withRespectTo: [start, xs] + kernels))
      },
      row("scan within a scan \(dtype)", tolerance: .repeated) { builder in
        let (start, xs) = (builder.input(dtype, [2]), builder.input(dtype, [3, 4, 2]))
        let factor = builder.input(dtype, [2], .spread(0.3...0.9))
        let results = scan(&builder, carries: [start], sequences: [xs], constants: [factor]) {
          step, carries, slices, constants in
          let inner = innerScan(&step, carries[0], slices[0], constants[0])
          return ([inner[0]], [inner[1]])
        }
        let loss = builder.graph.sum(builder.graph.square(results[1]), axes: [0, 1, 2])
        return results + (try! builder.graph.gradients(of: loss, withRespectTo: [start, xs, factor]))
      },
      row("scan of no steps \(dtype)") { builder in
        let (start, xs) = (builder.input(dtype, [3]), builder.input(dtype, [0, 3]))
        return scan(&builder, carries: [start], sequences: [xs]) { step, carries, slices, _ in
          let sum = step.plus(carries[0], slices[0])
          return ([sum], [sum])
        }
      },
    ]
  }

/// Adds a scan whose step `body` builds from carries, slices and constants, and gives its results.
private func scan(
  _ builder: inout RowBuilder, carries: [Value], sequences: [Value], constants: [Value] = [],
  length: Int? = nil, isReversed: Bool = false,
  _ body: (inout Graph, [Value], [Value], [Value]) -> (carries: [Value], outputs: [Value])
) -> [Value] {
  scan(&builder.graph, carries, sequences, constants, length, isReversed, body)
}

private func scan(
  _ graph: inout Graph, _ carries: [Value], _ sequences: [Value], _ constants: [Value], _ length: Int?,
  _ isReversed: Bool, _ body: (inout Graph, [Value], [Value], [Value]) -> (carries: [Value], outputs: [Value])
) -> [Value] {
  var step = Graph()
  let inputs = (
    carries.map { step.addInput(graph[$0]) },
    sequences.map { step.addInput(graph[$0].with(Array(graph[$0].shape.dropFirst()))) },
    constants.map { step.addInput(graph[$0]) }
  )
  let results = body(&step, inputs.0, inputs.1, inputs.2)
  step.outputs = results.carries + results.outputs
  let operation = Scan(
    body: step, length: length ?? graph[sequences[0]].shape[0], carryCount: carries.count,
    sequenceCount: sequences.count, isReversed: isReversed)
  let node = graph.add(.scan(operation), carries + sequences + constants)
  return step.outputs.indices.map { Value(node: node.node, result: $0) }
}

private func innerScan(_ graph: inout Graph, _ start: Value, _ xs: Value, _ factor: Value) -> [Value] {
  scan(&graph, [start], [xs], [factor], nil, true) { step, carries, slices, constants in
    let sum = step.unary(.tanh, step.plus(step.multiply(carries[0], constants[0]), slices[0]))
    return ([sum], [sum])
  }
}

/// The first state, the sequence, and the kernels and bias.
private func recurrentInputs(_ builder: inout RowBuilder, _ dtype: DType) -> [Value] {
  [
    builder.input(dtype, [2, 3]), builder.input(dtype, [5, 2, 4]), builder.input(dtype, [4, 3]),
    builder.input(dtype, [3, 3], .spread(-0.5...0.5)), builder.input(dtype, [3], .spread(-0.2...0.2)),
  ]
}

private func recurrentLayer(_ builder: inout RowBuilder, _ dtype: DType, _ isReversed: Bool) -> [Value] {
  recurrentLayer(&builder, recurrentInputs(&builder, dtype), isReversed)
}

private func recurrentLayer(_ builder: inout RowBuilder, _ inputs: [Value], _ isReversed: Bool) -> [Value] {
  scan(
    &builder, carries: [inputs[0]], sequences: [inputs[1]], constants: Array(inputs[2...]),
    isReversed: isReversed
  ) { step, carries, slices, constants in
    let projection = step.add(.dot(.matrixProduct), slices[0], constants[0])
    let recurrence = step.add(.dot(.matrixProduct), carries[0], constants[1])
    let bias = step.broadcast(constants[2], to: step[projection].shape, axes: [1])
    let state = step.unary(.tanh, step.plus(step.plus(projection, bias), recurrence))
    return ([state], [state])
  }
}
