import StrataGraph

extension Graph {
  /// `a ^ b` of threefry2x32 for each element: the block cipher of Salmon et al., "Parallel random numbers: as easy
  /// as 1, 2, 3" (2011), with 20 rounds.
  mutating func randomBits(_ shape: [Int], key: Value) throws(EngineError) -> Value {
    let type = TensorType(.uint32, shape)
    guard type.count > 0 else { return fill(0, type) }
    guard type.count <= 1 << 32 else {
      throw EngineError("\(type) are more random bits than one stream of the XLA engine has")
    }
    let rotations = [[13, 15, 26, 6], [17, 29, 16, 24]]
    let keys = threefryKeys(key)
    var x = broadcast(keys[0], to: shape, axes: [])
    var y = plus(rowMajorPositions(type), broadcast(keys[1], to: shape, axes: []))
    for group in 0..<5 {
      for rotation in rotations[group % 2] {
        x = plus(x, y)
        y = exclusiveOr(rotated(y, left: rotation), x)
      }
      x = plus(x, broadcast(keys[(group + 1) % 3], to: shape, axes: []))
      y = plus(y, broadcast(plus(keys[(group + 2) % 3], Double(group + 1)), to: shape, axes: []))
    }
    return exclusiveOr(x, y)
  }

  /// The two halves of a key and what follows from them, as scalars.
  private mutating func threefryKeys(_ key: Value) -> [Value] {
    let halves = (0..<2).map { reshape(slice(key, axis: 0, $0..<$0 + 1), to: []) }
    return halves + [exclusiveOr(exclusiveOr(halves[0], halves[1]), scalar(0x1BD1_1BDA, .uint32))]
  }

  /// The place of each element in row-major order. A sum over the axes, so that each device of several can count
  /// its own part.
  private mutating func rowMajorPositions(_ type: TensorType) -> Value {
    var sum: Value?
    for (axis, stride) in rowMajorStrides(type.shape).enumerated() where type.shape[axis] > 1 {
      let part = multiply(add(.iota(type, axis: axis)), Double(stride))
      sum = sum.map { plus($0, part) } ?? part
    }
    return sum ?? fill(0, type)
  }

  private mutating func exclusiveOr(_ x: Value, _ y: Value) -> Value { add(.binary(.xor), x, y) }

  private mutating func rotated(_ x: Value, left count: Int) -> Value {
    let high = add(.binary(.shiftLeft), x, fill(Double(count), like: x))
    let low = add(.binary(.shiftRightLogical), x, fill(Double(32 - count), like: x))
    return add(.binary(.or), high, low)
  }
}
