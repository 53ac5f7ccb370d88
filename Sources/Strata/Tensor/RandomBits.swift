import Foundation
import StrataGraph

/// The counter-based generator threefry2x32, as a formula of tensors: 20 rounds on a pair of counters under a key.
///
/// Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011. The engine's `randomBits`
/// computes the same for whole tensors but gives one word for each pair; splitting a key needs both.
func threefry2x32(key: Tensor, _ counters: (Tensor, Tensor)) -> (Tensor, Tensor) {
  let rotations = [[13, 15, 26, 6], [17, 29, 16, 24]]
  let (first, second) = (key[0], key[1])
  let schedule = [first, second, first .^ second .^ key.scalarOperand(0x1BD1_1BDA)]
  var (x, y) = (counters.0 + schedule[0], counters.1 + schedule[1])
  for round in 0..<5 {
    for rotation in rotations[round % 2] {
      x = x + y
      y = x .^ y.rotatedLeft(rotation)
    }
    x = x + schedule[(round + 1) % 3]
    y = y + (schedule[(round + 2) % 3] + (round + 1))
  }
  return (x, y)
}

/// `count` independent keys, `uint32[count, 2]`, made of one key: JAX's `random.split`.
func splitKey(_ key: Tensor, _ count: Int = 2) -> Tensor {
  .composite("splitKey", [count], of: [key]) { operands in
    let low = Tensor.arange(count, dtype: .uint32)
    let (x, y) = threefry2x32(key: operands[0], (.zeros(like: low), low))
    return .stack([x, y], axis: 1)
  }
}

extension Tensor {
  fileprivate func rotatedLeft(_ places: Int) -> Tensor {
    func shifted(_ op: BinaryOperator, _ places: Int) -> Tensor {
      .elementwise(.binary(op), [self, scalarOperand(places)])
    }
    return shifted(.shiftLeft, places) .| shifted(.shiftRightLogical, 32 - places)
  }

  /// Random words of a key, `uint32[2]`.
  static func randomBits(_ shape: [Int], key: Tensor) -> Tensor {
    apply(.randomBits(shape: shape), [key])
  }
}

/// How often JAX sorts by random words to shuffle: words repeat, and each round makes ties that stay less likely.
func sortingRounds(_ count: Int) -> Int {
  Int((3 * log(Double(max(1, count))) / log(Double(UInt32.max))).rounded(.up))
}
