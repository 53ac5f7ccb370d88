import StrataGraph

/// Evaluates a graph node by node in float64, with the plainest loops, to check the engine against.
struct NaiveInterpreter {
  struct Tensor {
    var shape: [Int]
    var elements: [Double]

    subscript(index: [Int]) -> Double { elements[flatten(index)] }

    func flatten(_ index: [Int]) -> Int { zip(index, rowMajorStrides(shape)).reduce(0) { $0 + $1.0 * $1.1 } }

    init(_ shape: [Int], _ element: ([Int]) -> Double) {
      self.shape = shape
      let strides = rowMajorStrides(shape)
      elements = (0..<shape.reduce(1, *)).map { position in
        element(zip(shape, strides).map { position / $1 % max($0, 1) })
      }
    }

    init(_ shape: [Int], elements: [Double]) {
      self.shape = shape
      self.elements = elements
    }
  }

  static func run(_ graph: Graph, _ inputs: [Tensor]) -> [Tensor] {
    var values: [Tensor] = []
    for node in graph.nodes {
      let operands = node.operands.map { values[$0.node] }
      values.append(evaluate(node, operands, inputs))
    }
    return graph.outputs.map { values[$0.node] }
  }

  private static func evaluate(_ node: Node, _ x: [Tensor], _ inputs: [Tensor]) -> Tensor {
    let shape = node.types[0].shape
    func map(_ function: ([Double]) -> Double) -> Tensor {
      Tensor(shape, elements: x[0].elements.indices.map { i in function(x.map { $0.elements[i] }) })
    }
    switch node.operation {
    case .input(let index, _): return inputs[index]
    case .constant(let literal): return Tensor(shape, elements: literal.doubles)
    case .iota(_, let axis): return Tensor(shape) { Double($0[axis]) }
    case .convert(let dtype): return map { convert($0[0], dtype) }
    case .unary(let op): return map { unary(op, $0[0]) }
    case .binary(let op): return map { binary(op, $0[0], $0[1], node.types[0].dtype) }
    case .compare(let comparison): return map { compare(comparison, $0[0], $0[1]) ? 1 : 0 }
    case .select: return map { $0[0] != 0 ? $0[1] : $0[2] }
    case .clamp: return map { min(max($0[1], $0[0]), $0[2]) }
    case .broadcast(_, let axes):
      return Tensor(shape) { index in
        x[0][axes.enumerated().map { x[0].shape[$0.offset] == 1 ? 0 : index[$0.element] }]
      }
    case .reshape: return Tensor(shape, elements: x[0].elements)
    case .transpose(let permutation):
      return Tensor(shape) { index in
        var source = index
        for (axis, from) in permutation.enumerated() { source[from] = index[axis] }
        return x[0][source]
      }
    case .reverse(let axes):
      return Tensor(shape) { index in
        x[0][index.indices.map { axes.contains($0) ? shape[$0] - 1 - index[$0] : index[$0] }]
      }
    case .slice(let start, _, let strides):
      return Tensor(shape) { index in x[0][index.indices.map { start[$0] + index[$0] * strides[$0] }] }
    case .gather(let axis):
      let indexRank = x[1].shape.count
      return Tensor(shape) { index in
        let row = Int(x[1][Array(index[axis..<(axis + indexRank)])])
        let clamped = min(max(row, 0), x[0].shape[axis] - 1)
        return x[0][Array(index[..<axis]) + [clamped] + Array(index[(axis + indexRank)...])]
      }
    case .reduce(let reduction, let axes): return reduce(reduction, axes, x[0], shape)
    case .dot(let axes): return dot(axes, x[0], x[1], shape)
    default: fatalError("the naive interpreter does not know \(node.operation.name)")
    }
  }

  private static func convert(_ x: Double, _ dtype: DType) -> Double {
    switch dtype {
    case .float64: x
    case .float32: Double(Float(x))
    case .bool: x != 0 ? 1 : 0
    case .uint8: x.isNaN ? 0 : min(max(x.rounded(.towardZero), 0), 255)
    case .int32: x.isNaN ? 0 : min(max(x.rounded(.towardZero), -0x1p31), 0x1p31 - 1)
    case .uint32: x.isNaN ? 0 : min(max(x.rounded(.towardZero), 0), 0x1p32 - 1)
    case .int64: x.isNaN ? 0 : min(max(x.rounded(.towardZero), -0x1p63), 0x1p63)
    }
  }

  private static func compare(_ comparison: Comparison, _ x: Double, _ y: Double) -> Bool {
    switch comparison {
    case .equal: x == y
    case .notEqual: x != y
    case .less: x < y
    case .lessEqual: x <= y
    case .greater: x > y
    case .greaterEqual: x >= y
    }
  }

  private static func combine(_ reduction: Reduction, _ x: Double, _ y: Double) -> Double {
    switch reduction {
    case .sum: x + y
    case .product: x * y
    case .maximum: x.isNaN || y.isNaN ? .nan : max(x, y)
    case .minimum: x.isNaN || y.isNaN ? .nan : min(x, y)
    case .and: min(x, y)
    case .or: max(x, y)
    }
  }

  private static func reduce(_ reduction: Reduction, _ axes: [Int], _ x: Tensor, _ shape: [Int]) -> Tensor {
    let neutral: Double =
      switch reduction {
      case .sum, .or: 0
      case .product, .and: 1
      case .maximum: -.infinity
      case .minimum: .infinity
      }
    var result = Tensor(shape, elements: Array(repeating: neutral, count: shape.reduce(1, *)))
    let strides = rowMajorStrides(x.shape)
    for (position, element) in x.elements.enumerated() {
      let index = zip(x.shape, strides).map { position / $1 % $0 }
      let target = result.flatten(index.indices.filter { !axes.contains($0) }.map { index[$0] })
      result.elements[target] = combine(reduction, result.elements[target], element)
    }
    return result
  }

  private static func dot(_ axes: DotAxes, _ x: Tensor, _ y: Tensor, _ shape: [Int]) -> Tensor {
    let (leftFree, rightFree) = (axes.leftFree(rank: x.shape.count), axes.rightFree(rank: y.shape.count))
    let sizes = axes.leftContracting.map { x.shape[$0] }
    let strides = rowMajorStrides(sizes)
    return Tensor(shape) { index in
      var (left, right) = (x.shape, y.shape)
      let batch = axes.leftBatch.count
      for i in 0..<batch { (left[axes.leftBatch[i]], right[axes.rightBatch[i]]) = (index[i], index[i]) }
      for (i, axis) in leftFree.enumerated() { left[axis] = index[batch + i] }
      for (i, axis) in rightFree.enumerated() { right[axis] = index[batch + leftFree.count + i] }
      var sum = 0.0
      for position in 0..<sizes.reduce(1, *) {
        for i in sizes.indices {
          let k = position / strides[i] % sizes[i]
          (left[axes.leftContracting[i]], right[axes.rightContracting[i]]) = (k, k)
        }
        sum += x[left] * y[right]
      }
      return sum
    }
  }
}

extension Literal {
  var doubles: [Double] {
    switch type.dtype {
    case .bool: scalars(as: Bool.self).map { $0 ? 1 : 0 }
    case .uint8: scalars(as: UInt8.self).map(Double.init)
    case .int32: scalars(as: Int32.self).map(Double.init)
    case .uint32: scalars(as: UInt32.self).map(Double.init)
    case .int64: scalars(as: Int64.self).map(Double.init)
    case .float32: scalars(as: Float.self).map(Double.init)
    case .float64: scalars(as: Double.self)
    }
  }
}
