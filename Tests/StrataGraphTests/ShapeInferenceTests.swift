import StrataGraph
import Testing

@Suite struct ShapeInferenceTests {
  private static func float(_ shape: Int...) -> TensorType { TensorType(.float32, shape) }

  struct Good: Sendable {
    let operation: Operation
    let operands: [TensorType]
    let results: [TensorType]
  }

  static let good: [Good] = [
    Good(operation: .unary(.exp), operands: [float(2, 3)], results: [float(2, 3)]),
    Good(operation: .unary(.isFinite), operands: [float(2)], results: [TensorType(.bool, [2])]),
    Good(operation: .compare(.less), operands: [float(2), float(2)], results: [TensorType(.bool, [2])]),
    Good(operation: .convert(.int64), operands: [float(2)], results: [TensorType(.int64, [2])]),
    Good(operation: .broadcast(shape: [4, 3], axes: [1]), operands: [float(3)], results: [float(4, 3)]),
    Good(operation: .reshape([3, 2]), operands: [float(6)], results: [float(3, 2)]),
    Good(
      operation: .transpose(permutation: [2, 0, 1]), operands: [float(2, 3, 4)], results: [float(4, 2, 3)]),
    Good(
      operation: .slice(start: [1, 0], limit: [5, 3], strides: [2, 1]), operands: [float(6, 3)],
      results: [float(2, 3)]),
    Good(
      operation: .pad(low: [1], high: [-2], interior: [2]), operands: [float(4), float()],
      results: [float(1 + 4 + 6 - 2)]),
    Good(operation: .concatenate(axis: 1), operands: [float(2, 1), float(2, 4)], results: [float(2, 5)]),
    Good(
      operation: .gather(axis: 1), operands: [float(2, 5, 3), TensorType(.int32, [4, 6])],
      results: [float(2, 4, 6, 3)]),
    Good(
      operation: .dot(DotAxes(leftContracting: [2], rightContracting: [0], leftBatch: [1], rightBatch: [2])),
      operands: [float(7, 2, 5), float(5, 3, 2)], results: [float(2, 7, 3)]),
    // (28 + 1 + 2 − ((3 − 1) · 2 + 1)) / 3 + 1 = 9, and likewise 8 of 28 + 0 + 0 and a kernel of 2 · 2 + 1 = 5.
    Good(
      operation: .convolution(
        ConvolutionGeometry(
          strides: [3, 3], paddingLow: [1, 0], paddingHigh: [2, 0], dilation: [2, 2], groups: 2)),
      operands: [float(8, 28, 28, 4), float(3, 3, 2, 6)], results: [float(8, 9, 8, 6)]),
    Good(operation: .reduce(.sum, axes: [2, 0]), operands: [float(2, 3, 4)], results: [float(3)]),
    Good(
      operation: .argReduce(.maximum, axis: 0), operands: [float(2, 3)], results: [TensorType(.int32, [3])]),
    Good(
      operation: .reduceWindow(.maximum, Window(size: [1, 3], strides: [1, 2], paddingLow: [0, 1])),
      operands: [float(2, 8)], results: [float(2, 4)]),
    Good(
      operation: .sort(axis: 0, descending: true), operands: [float(5)],
      results: [float(5), TensorType(.int32, [5])]),
    Good(
      operation: .randomBits(shape: [2, 2]), operands: [TensorType(.uint32, [2])],
      results: [TensorType(.uint32, [2, 2])]),
  ]

  @Test(arguments: good) func infers(_ test: Good) throws {
    #expect(try test.operation.resultTypes(test.operands) == test.results)
  }

  struct Bad: Sendable {
    let operation: Operation
    let operands: [TensorType]
    let message: String
  }

  private static let matrixes = [float(2, 3), float(2, 3)]
  private static let flat = ConvolutionGeometry(strides: [1], paddingLow: [0], paddingHigh: [0])

  static let bad: [Bad] = [
    Bad(
      operation: .binary(.add), operands: [float(2, 3), float(3)],
      message: "add(float32[2, 3], float32[3]): the operands must have one type"),
    Bad(
      operation: .binary(.add), operands: [float(2)], message: "add(float32[2]): takes 2 operands, not 1"),
    Bad(
      operation: .unary(.exp), operands: [TensorType(.int32, [2])],
      message: "exp(int32[2]): needs floating point"),
    Bad(
      operation: .unary(.negate), operands: [TensorType(.bool, [])], message: "negate(bool[]): needs numbers"),
    Bad(
      operation: .select, operands: [float(2), float(2), float(2)],
      message:
        "select(float32[2], float32[2], float32[2]): the condition must be bool and shaped as the branches"),
    Bad(
      operation: .bitcast(.float64), operands: [float(2)],
      message: "bitcast(float32[2]): float64 has another size than float32"),
    Bad(
      operation: .broadcast(shape: [4, 3], axes: [0]), operands: [float(3)],
      message: "broadcast(float32[3]): size 3 does not broadcast to axis 0 of [4, 3]"),
    Bad(
      operation: .broadcast(shape: [4, 3], axes: [1, 0]), operands: [float(3, 4)],
      message: "broadcast(float32[3, 4]): [1, 0] must ascend"),
    Bad(
      operation: .broadcast(shape: [4], axes: [1]), operands: [float(4)],
      message: "broadcast(float32[4]): axis 1 is not in [4]"),
    Bad(
      operation: .reshape([4]), operands: [float(2, 3)],
      message: "reshape(float32[2, 3]): 6 elements do not fill [4]"
    ),
    Bad(
      operation: .transpose(permutation: [0, 0]), operands: [float(2, 3)],
      message: "transpose(float32[2, 3]): [0, 0] is no permutation of the axes"),
    Bad(
      operation: .reverse(axes: [2]), operands: [float(2, 3)],
      message: "reverse(float32[2, 3]): [2] are no axes of a tensor with 2 axes"),
    Bad(
      operation: .slice(start: [1], limit: [4], strides: [1]), operands: [float(3)],
      message: "slice(float32[3]): 1..<4 by 1 is not in axis 0 of size 3"),
    Bad(
      operation: .dynamicSlice(sizes: [2]), operands: [float(3)],
      message: "dynamicSlice(float32[3]): needs one int32 scalar for each axis"),
    Bad(
      operation: .pad(low: [-2], high: [-2], interior: [0]), operands: [float(3), float()],
      message: "pad(float32[3], float32[]): the result would have a negative size"),
    Bad(
      operation: .concatenate(axis: 0), operands: [float(2, 3), float(2, 4)],
      message: "concatenate(float32[2, 3], float32[2, 4]): the operands may differ along axis 0 only"),
    Bad(
      operation: .gather(axis: 0), operands: [float(3), TensorType(.int64, [2])],
      message: "gather(float32[3], int64[2]): the indices must be int32"),
    Bad(
      operation: .scatter(axis: 0, .add), operands: [float(3), TensorType(.int32, [2]), float(3)],
      message: "scatter(float32[3], int32[2], float32[3]): the updates must be float32[2]"),
    Bad(
      operation: .dot(.matrixProduct), operands: matrixes,
      message: "dot(float32[2, 3], float32[2, 3]): the contracted axes differ in size"),
    Bad(
      operation: .convolution(flat), operands: [float(1, 5, 3), float(3, 2, 4)],
      message: "convolution(float32[1, 5, 3], float32[3, 2, 4]): 3 input channels are not 1 groups of 2"),
    Bad(
      operation: .convolution(flat), operands: [float(1, 5, 3), float(6, 3, 4)],
      message:
        "convolution(float32[1, 5, 3], float32[6, 3, 4]): a kernel of 6 does not fit in 5 along spatial axis 0"
    ),
    Bad(
      operation: .convolution(flat), operands: [float(), float()],
      message: "convolution(float32[], float32[]): needs one to three spatial axes"),
    Bad(
      operation: .convolutionInputGradient(flat, inputShape: [1, 5, 3]),
      operands: [float(1, 5, 4), float(3, 3, 4)],
      message:
        "convolutionInputGradient(float32[1, 5, 4], float32[3, 3, 4]): the output gradient must be shaped [1, 3, 4]"
    ),
    Bad(
      operation: .reduce(.sum, axes: [1, 1]), operands: [float(2, 3)],
      message: "reduce sum(float32[2, 3]): [1, 1] names an axis twice"),
    Bad(
      operation: .reduce(.sum, axes: []), operands: [TensorType(.bool, [2])],
      message: "reduce sum(bool[2]): needs numbers; convert the bool first"),
    Bad(
      operation: .reduce(.and, axes: [0]), operands: [float(2)], message: "reduce and(float32[2]): needs bool"
    ),
    Bad(
      operation: .argReduce(.minimum, axis: 0), operands: [float(0)],
      message: "argReduce(float32[0]): axis 0 has no elements"),
    Bad(
      operation: .reduceWindow(.sum, Window(size: [4], strides: [1])), operands: [float(3)],
      message: "reduceWindow sum(float32[3]): a window of 4 does not fit in 3 along axis 0"),
    Bad(
      operation: .selectAndScatter(Window(size: [2], strides: [1])), operands: [float(3), float(3)],
      message: "selectAndScatter(float32[3], float32[3]): the source must be float32[2]"),
    Bad(
      operation: .randomBits(shape: [2]), operands: [float(2)],
      message: "randomBits(float32[2]): the key must be uint32[2]"),
  ]

  @Test(arguments: bad) func refuses(_ test: Bad) {
    let error = #expect(throws: ShapeError.self) { try test.operation.resultTypes(test.operands) }
    #expect(error?.description == test.message)
  }

  @Test func graphStaysAsItWasAfterAnError() throws {
    var graph = Graph()
    let x = graph.addInput(Self.float(2))
    let before = graph
    #expect(throws: ShapeError.self) { try graph.append(.reshape([3]), [x]) }
    #expect(graph == before)
  }
}
