import Testing

@testable import Strata

@Suite("Random numbers on the host")
struct RandomTests {
  let fixture = try! Fixture("random")

  private func cases(_ kind: String) throws -> [Fixture.Case] {
    let found = fixture.cases.filter { $0["kind"]?.string == kind }
    try #require(!found.isEmpty)
    return found
  }

  private func integers(_ case: Fixture.Case, _ field: String) throws -> [Int] {
    try #require(`case`[field]?.array).map { try #require($0.integer) }
  }

  @Test("Default seeds are those that Keras draws after set_random_seed")
  func defaultSeeds() throws {
    for recorded in try cases("defaultSeeds") {
      let seed = UInt64(try #require(recorded["seed"]?.integer))
      var generator = MersenneTwister(pythonSeed: seed)
      let expected = try integers(recorded, "values")
      #expect(expected.map { _ in Int(generator.nextDefaultSeed()) } == expected)
      var words = MersenneTwister(pythonSeed: seed)
      let expectedWords = try integers(recorded, "pythonWords")
      #expect(expectedWords.map { _ in Int(words.next()) } == expectedWords)
    }
  }

  @Test("A seed of more than 32 bits is two words of Python's key")
  func longSeed() {
    // Python: random.seed(2**40 + 7); [random.getrandbits(32) for _ in range(4)]
    var generator = MersenneTwister(pythonSeed: 1 << 40 + 7)
    #expect(
      (0..<4).map { _ in generator.next() } == [2_635_837_658, 3_209_733_218, 3_500_038_837, 4_028_389_051])
  }

  @Test("Words are those of NumPy's RandomState")
  func numPyWords() throws {
    for recorded in try cases("permutations") {
      var generator = MersenneTwister(numPySeed: UInt32(try #require(recorded["seed"]?.integer)))
      let expected = try integers(recorded, "numPyWords")
      #expect(expected.map { _ in Int(generator.next()) } == expected)
    }
  }

  @Test("Shuffles are NumPy's, one after the other")
  func permutations() throws {
    for recorded in try cases("permutations") {
      var generator = MersenneTwister(numPySeed: UInt32(try #require(recorded["seed"]?.integer)))
      for expected in try #require(recorded["permutations"]?.array) {
        let count = try #require(expected["count"]?.integer)
        let order = generator.permutation(count)
        #expect(order.prefix(20).elementsEqual(try #require(expected["first"]?.array).compactMap(\.integer)))
        let weightedSum = order.enumerated().reduce(0) { $0 + ($1.offset + 1) * $1.element }
        #expect(weightedSum == expected["weightedSum"]?.integer)
        #expect(Set(order) == Set(0..<count))
      }
    }
  }

  @Test("The shortest shuffles draw as NumPy's do")
  func shortPermutations() {
    // NumPy: np.random.seed(7), then permutation of 10, 1, 0, 2 and 5.
    var generator = MersenneTwister(numPySeed: 7)
    #expect(generator.permutation(10) == [8, 5, 0, 2, 1, 9, 7, 3, 6, 4])
    #expect(generator.permutation(1) == [0])
    #expect(generator.permutation(0) == [])
    #expect(generator.permutation(2) == [1, 0])
    #expect(generator.permutation(5) == [3, 1, 0, 4, 2])
  }

  @Test("The state of a generator is NumPy's, and a generator made from it goes on")
  func snapshot() throws {
    // NumPy: RandomState(7), 1000 numbers of its bit generator, get_state(), and one number more.
    var generator = MersenneTwister(numPySeed: 7)
    for _ in 0..<1000 { _ = generator.next() }
    let snapshot = generator.snapshot
    #expect(snapshot.last == 376)
    #expect(snapshot.prefix(4) == [2_259_319_302, 3_278_560_889, 3_383_639_289, 3_600_028_034])
    let sum = snapshot.dropLast().enumerated().reduce(0) { $0 &+ $1.element &* UInt32($1.offset + 1) }
    #expect(sum == 811_697_052)
    var copy = try #require(MersenneTwister(snapshot: snapshot))
    #expect(copy.next() == 4_142_999_817)
    #expect(MersenneTwister(snapshot: Array(snapshot.dropLast())) == nil)
    #expect(MersenneTwister(snapshot: snapshot.dropLast() + [625]) == nil)
  }

  @Test("Bits are those of jax.random.bits")
  func bits() throws {
    for recorded in try cases("bits") {
      let key = try integers(recorded, "key").map { UInt32($0) }
      let expected = try recorded.array("output").scalars(as: UInt32.self)
      #expect(Threefry(key: (key[0], key[1])).bits(expected.count) == expected)
    }
  }

  @Test("The cipher gives the vectors of its reference implementation")
  func knownAnswers() {
    // Random123's kat_vectors: threefry2x32, 20 rounds, with the counter's words as the two inputs.
    let zeros = Threefry(key: (0, 0)).block(0)
    #expect(zeros == (0x6b20_0159, 0x99ba_4efe))
    let ones = Threefry(key: (.max, .max)).block(.max)
    #expect(ones == (0x1cb9_96fc, 0xbb00_2be7))
    let pi = Threefry(key: (0x1319_8a2e, 0x0370_7344)).block(0x243f_6a88_85a3_08d3)
    #expect(pi == (0xc492_3a9c, 0x483d_f7a0))
  }
}
