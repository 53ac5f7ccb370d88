import StrataIO
import Testing

@testable import Strata

@Suite("Random tensors, against Keras and JAX")
struct TensorRandomTests {
  @Test("Distributions")
  func distributions() throws {
    var checked: Set<String> = []
    for recorded in try Fixture("random").cases {
      guard let kind = recorded["kind"]?.string, let shape = recorded["shape"]?.array?.compactMap(\.integer)
      else { continue }
      let arguments = recorded["arguments"]
      let seed = recorded["key"]?[0]?.integer ?? 0
      func argument(_ name: String, _ standard: Double) -> Double { arguments?[name]?.double ?? standard }
      let found: Tensor
      switch kind {
      case "uniform":
        found = .randomUniform(shape, from: argument("minval", 0), to: argument("maxval", 1), seed: seed)
      case "normal":
        found = .randomNormal(
          shape, mean: argument("mean", 0), standardDeviation: argument("stddev", 1), seed: seed)
      case "truncated_normal":
        found = .truncatedNormal(
          shape, mean: argument("mean", 0), standardDeviation: argument("stddev", 1), seed: seed)
      case "dropout":
        let rate = argument("rate", 0)
        let kept = Tensor.bernoulli(shape, probability: 1 - rate, seed: seed)
        found = kept.converted(to: .float32) / (1 - rate)
      default: continue
      }
      checked.insert(kind)
      let expected = try recorded.array("output")
      expectClose(found, expected, recorded.name)
      if kind == "uniform" {
        #expect(found.scalars() == expected.scalars(as: Float.self), "\(recorded.name) to the last digit")
      }
    }
    #expect(checked == ["uniform", "normal", "truncated_normal", "dropout"])
  }

  @Test("The first numbers to the last digit")
  func exact() {
    // keras.random.uniform((4,), seed=42)
    #expect(
      Tensor.randomUniform([4], seed: 42).scalars(as: Float.self) == [
        0.56672966, 0.06554866, 0.38167238, 0.71196353,
      ])
  }

  @Test("Integers")
  func integers() {
    // jax.random.randint(jax.random.wrap_key_data(np.uint32([42, 0])), (8,), -3, 1000)
    let found = Tensor.randomIntegers([8], from: -3, to: 1000, seed: 42)
    #expect(found.scalars(as: Int32.self) == [285, 782, -1, 466, 785, 65, 849, 570])
  }

  @Test("Permutations")
  func permutations() {
    // jax.random.permutation(jax.random.wrap_key_data(np.uint32([42, 0])), 10), and the first of 3000
    #expect(Tensor.permutation(10, seed: 42).scalars(as: Int32.self) == [4, 3, 2, 8, 7, 6, 0, 5, 9, 1])
    let large = Tensor.permutation(3000, seed: 42).scalars(as: Int32.self)
    #expect(large.prefix(8) == [700, 1815, 950, 306, 2378, 1071, 2642, 2293])
    #expect(large.sorted() == Array(0..<3000))
  }

  @Test("Split keys")
  func split() {
    // jax.random.key_data(jax.random.split(jax.random.wrap_key_data(np.uint32([1234, 7])), 3))
    let keys = splitKey(Tensor([1234, 7] as [UInt32]), 3)
    #expect(keys.shape == [3, 2])
    #expect(
      keys.scalars(as: UInt32.self) == [
        2_660_236_707, 2_396_513_130, 1_858_828_678, 849_483_793, 427_672_168, 345_700_091,
      ])
  }

  @Test("A generator gives other numbers each time, compiled or not")
  func generator() throws {
    let generator = SeedGenerator(seed: 7)
    let draw = compiled { (x: Tensor) in x + Tensor.randomUniform([3], seed: generator) }
    let zeros = Tensor.zeros([3])
    let found = [try draw(zeros), try draw(zeros), Tensor.randomUniform([3], seed: generator)]
    let expected = (0..<3).map { Tensor.randomUniform([3], seed: Tensor([7, $0] as [UInt32])) }
    for (found, expected) in zip(found, expected) {
      #expect(found.scalars(as: Float.self) == expected.scalars(as: Float.self))
    }
  }
}
