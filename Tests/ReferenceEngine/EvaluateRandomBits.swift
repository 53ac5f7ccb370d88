import StrataGraph

/// Element i is `a ^ b` of threefry2x32 applied to the two halves of i.
func randomBits(_ type: TensorType, key: HostTensor) -> HostTensor {
  let key = key.elements.map { UInt32($0.int) }
  let elements = (0..<UInt64(type.count)).map { index in
    let (a, b) = threefry2x32(
      key: (key[0], key[1]), counter: (UInt32(index >> 32), UInt32(truncatingIfNeeded: index)))
    return Number.integer(Int64(a ^ b))
  }
  return HostTensor(type, elements)
}

/// The block cipher of Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (2011), with 20 rounds.
func threefry2x32(key: (UInt32, UInt32), counter: (UInt32, UInt32)) -> (UInt32, UInt32) {
  let rotations: [[UInt32]] = [[13, 15, 26, 6], [17, 29, 16, 24]]
  let keys = [key.0, key.1, key.0 ^ key.1 ^ 0x1BD1_1BDA]
  var (x, y) = (counter.0 &+ keys[0], counter.1 &+ keys[1])
  for group in 0..<5 {
    for rotation in rotations[group % 2] {
      x = x &+ y
      y = (y << rotation | y >> (32 - rotation)) ^ x
    }
    x = x &+ keys[(group + 1) % 3]
    y = y &+ keys[(group + 2) % 3] &+ UInt32(group + 1)
  }
  return (x, y)
}
