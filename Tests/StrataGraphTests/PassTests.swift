import Foundation
import Testing

@testable import StrataGraph

/// What each pass of the simplification does, alone.
@Suite struct PassTests {
  private let vector = TensorType(.float32, [3])

  /// The names of the operations of a program after it is rebuilt with rewrites, without inputs and dead code.
  private func rest(
    with rewrites: [Rewrite] = [], of types: TensorType..., program: (inout Graph, [Value]) -> Value
  ) -> [String] {
    var graph = Graph()
    let inputs = types.map { graph.addInput($0) }
    graph.outputs = [program(&graph, inputs)]
    let result = graph.rebuilt(with: rewrites).withoutDeadCode()
    return result.nodes.map(\.operation.name).filter { $0 != "input" }
  }

  @Test func deadCodeGoesAndInputsStay() {
    var graph = Graph()
    let (x, unused) = (graph.addInput(vector), graph.addInput(TensorType(.int32, [])))
    _ = graph.negate(unused)
    graph.outputs = [graph.negate(x)]
    let result = graph.withoutDeadCode()
    #expect(result.nodes.map(\.operation.name) == ["input", "input", "negate"])
    #expect(result.inputs.map { result[$0] } == [vector, TensorType(.int32, [])])
  }

  @Test func equalNodesBecomeOne() {
    let names = rest(of: vector) { graph, x in
      graph.plus(graph.unary(.exp, graph.negate(x[0])), graph.unary(.exp, graph.negate(x[0])))
    }
    #expect(names == ["negate", "exp", "add"])
  }

  @Test func bothResultsOfASortMove() {
    var graph = Graph()
    let x = graph.addInput(vector)
    _ = graph.negate(x)
    let sorted = graph.add(.sort(axis: 0, descending: false), x)
    graph.outputs = [Value(node: sorted.node, result: 1), sorted]
    let result = graph.simplified()
    #expect(result.outputs == [Value(node: 1, result: 1), Value(node: 1)])
    #expect(result[result.outputs[0]] == TensorType(.int32, [3]))
  }

  @Test func constantsAreComputed() throws {
    var graph = Graph()
    let sum = graph.plus(graph.scalar(0.1, .float32), graph.scalar(0.2, .float32))
    graph.outputs = [graph.reshape(graph.convert(graph.negate(sum), to: .float64), to: [1])]
    let result = graph.rebuilt(with: [foldConstants]).withoutDeadCode()
    #expect(
      result.nodes.map(\.operation) == [.constant(Literal([-Double(Float(0.1) + Float(0.2))], shape: [1]))])
  }

  @Test func constantsWithoutAnExactResultStay() {
    #expect(
      rest(with: [foldConstants]) { graph, _ in graph.unary(.exp, graph.scalar(1, .float32)) }.count == 2)
    let tooLarge = rest(with: [foldConstants]) { graph, _ in
      graph.convert(graph.scalar(300, .float32), to: .uint8)
    }
    #expect(tooLarge.count == 2)
  }

  @Test(arguments: [
    (BinaryOperator.multiply, 1.0), (.divide, 1), (.subtract, 0), (.add, -0.0), (.power, 1),
  ]) func neutralElements(_ op: BinaryOperator, _ number: Double) {
    let names = rest(with: [useArithmeticIdentities], of: vector) { graph, x in
      graph.add(.binary(op), x[0], graph.fill(number, like: x[0]))
    }
    #expect(names.isEmpty)
  }

  /// −0 + 0 is 0, and −0 − −0 is 0: not what was added to.
  @Test(arguments: [(BinaryOperator.subtract, -0.0), (.add, 0), (.multiply, 0)])
  func elementsThatAreNotQuiteNeutral(_ op: BinaryOperator, _ number: Double) {
    let names = rest(with: [useArithmeticIdentities], of: vector) { graph, x in
      graph.add(.binary(op), x[0], graph.fill(number, like: x[0]))
    }
    #expect(names.last == "\(op)")
  }

  @Test func signsMoveIntoSums() {
    let rewrites: [Rewrite] = [useArithmeticIdentities]
    let twice = rest(with: rewrites, of: vector) { graph, x in graph.negate(graph.negate(x[0])) }
    #expect(twice.isEmpty)
    let sum = rest(with: rewrites, of: vector, vector) { graph, x in graph.plus(x[0], graph.negate(x[1])) }
    #expect(sum == ["subtract"])
    let difference = rest(with: rewrites, of: vector, vector) { graph, x in
      graph.subtract(x[0], graph.negate(x[1]))
    }
    #expect(difference == ["add"])
  }

  @Test func sumsAreNegatedAfterwards() {
    let names = rest(with: [useRearrangementIdentities], of: vector) { $0.sum($0.negate($1[0]), axes: [0]) }
    #expect(names == ["reduce sum", "negate"])
  }

  @Test func decidedSelections() {
    let rewrites: [Rewrite] = [useArithmeticIdentities]
    let constant = rest(with: rewrites, of: vector, vector) { graph, x in
      graph.select(graph.fill(1, TensorType(.bool, [3])), x[0], x[1])
    }
    #expect(constant.isEmpty)
    let same = rest(with: rewrites, of: TensorType(.bool, [3]), vector) { graph, x in
      graph.select(x[0], x[1], x[1])
    }
    #expect(same.isEmpty)
  }

  @Test func conversions() {
    let rewrites: [Rewrite] = [useArithmeticIdentities]
    func through(_ dtypes: DType...) -> [String] {
      rest(with: rewrites, of: TensorType(dtypes[0], [3])) { graph, x in
        dtypes.dropFirst().reduce(x[0]) { graph.add(.convert($1), $0) }
      }
    }
    #expect(through(.float32, .float32).isEmpty)
    #expect(through(.float32, .float64, .float32).isEmpty)
    #expect(through(.bool, .int32, .float32) == ["convert"])
    // These lose digits or saturate on the way.
    #expect(through(.float64, .float32, .float64).count == 2)
    #expect(through(.int32, .float64, .uint8).count == 2)
    #expect(through(.int32, .float32, .int32).count == 2)
  }

  @Test func shapesCollapse() {
    let rewrites: [Rewrite] = [useShapeIdentities]
    let cube = TensorType(.float32, [2, 3, 4])
    #expect(
      rest(with: rewrites, of: cube) { $0.reshape($0.reshape($1[0], to: [24]), to: [2, 3, 4]) }.isEmpty)
    #expect(
      rest(with: rewrites, of: cube) { $0.transpose($0.transpose($1[0], [1, 2, 0]), [2, 0, 1]) }.isEmpty)
    #expect(
      rest(with: rewrites, of: cube) { $0.transpose($0.transpose($1[0], [1, 2, 0]), [0, 2, 1]) } == [
        "transpose"
      ])
    let column = TensorType(.float32, [5, 1])
    #expect(rest(with: rewrites, of: column) { $0.transpose($1[0], [1, 0]) } == ["reshape"])
  }

  @Test func broadcastsHaveNoAxesOfSizeOne() {
    var graph = Graph()
    let x = graph.addInput(vector)
    let row = graph.broadcast(graph.reshape(x, to: [1, 1, 3]), to: [1, 4, 3], axes: [0, 1, 2])
    graph.outputs = [graph.broadcast(row, to: [2, 5, 4, 3], axes: [0, 2, 3])]
    let result = graph.rebuilt(with: [useShapeIdentities]).withoutDeadCode()
    #expect(result.nodes.map(\.operation).last == .broadcast(shape: [2, 5, 4, 3], axes: [3]))
    #expect(result.nodes.count == 2)
  }

  @Test func arithmeticMovesBeforeBroadcasts() {
    var graph = Graph()
    let (x, y) = (graph.addInput(vector), graph.addInput(TensorType(.float32, [])))
    let sum = graph.plus(
      graph.broadcast(x, to: [100, 3], axes: [1]), graph.broadcast(y, to: [100, 3], axes: []))
    graph.outputs = [graph.unary(.rsqrt, sum)]
    let result = graph.rebuilt(with: [computeBeforeBroadcasting]).withoutDeadCode()
    let sizes = result.nodes.filter { $0.operation.name == "rsqrt" }.map { $0.types[0].shape }
    #expect(sizes == [[3]])
    #expect(result[result.outputs[0]].shape == [100, 3])
  }

  @Test func emptyWorkDisappears() {
    let rewrites: [Rewrite] = [useRearrangementIdentities, useShapeIdentities]
    let row = TensorType(.float32, [1, 3])
    #expect(
      rest(with: rewrites, of: row) {
        $0.add(.slice(start: [0, 0], limit: [1, 3], strides: [1, 1]), $1[0])
      }.isEmpty)
    #expect(rest(with: rewrites, of: row) { $0.add(.reverse(axes: [0]), $1[0]) }.isEmpty)
    #expect(rest(with: rewrites, of: row) { $0.add(.reduce(.sum, axes: [0]), $1[0]) } == ["reshape"])
    #expect(rest(with: rewrites, of: row) { $0.add(.concatenate(axis: 0), $1[0]) }.isEmpty)
    let padded = rest(with: rewrites, of: row) { graph, x in
      graph.add(.pad(low: [0, 0], high: [0, 0], interior: [0, 0]), x[0], graph.scalar(7, .float32))
    }
    #expect(padded.isEmpty)
  }

  /// Work must grow as the graph does: a chain ten times as long may not take a hundred times as long. The time of the
  /// processor is what this thread itself used, however busy the machine is.
  @Test func takesLinearTime() {
    func processorTime(_ body: () -> Void) -> Double {
      func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
      }
      let start = now()
      body()
      return now() - start
    }
    func time(_ length: Int) -> Double {
      var graph = Graph()
      var value = graph.addInput(vector)
      for _ in 0..<length { value = graph.reshape(graph.negate(graph.reshape(value, to: [3, 1])), to: [3]) }
      graph.outputs = [value]
      return (0..<3).map { _ in processorTime { _ = graph.simplified() } }.min()!
    }
    #expect(time(10_000) < time(1_000) * 40)
  }
}
