import Testing

@testable import Strata

/// The same seed gives the same initial weights, here and in Keras on JAX, and they print as NumPy prints them.
@Suite("Scene: seeds") struct SeedsTests {
  private func makeModel(seed: UInt32) throws -> Sequential {
    try withRandomSeed(seed) {
      try Sequential {
        Input(shape: [2])
        Dense(3, activation: .sigmoid, name: "layer1")
        Dense(1, activation: .sigmoid, name: "layer2")
      }
    }
  }

  @Test(arguments: [1234, 1235] as [UInt32])
  func weightsAreThoseOfKerasBitForBit(seed: UInt32) throws {
    let recorded = try Fixture("scenes").named("seeds/\(seed)")
    let found = try makeModel(seed: seed).getWeights()
    #expect(found.map(\.shape) == [[2, 3], [3], [3, 1], [1]])
    let expected = try #require(recorded["weights"]?.array).map { entry in
      try recorded.array(#require(entry["value"])).scalars(as: Float.self).map(\.bitPattern)
    }
    #expect(found.map { $0.floats.map(\.bitPattern) } == expected)
  }

  @Test(arguments: [1234, 1235] as [UInt32])
  func weightsPrintAsNumPyPrintsThem(seed: UInt32) throws {
    let texts = try #require(Fixture("scenes").named("seeds/\(seed)")["texts"]?.array).map(\.string)
    #expect(try makeModel(seed: seed).getWeights().map { "\($0)" } == texts)
  }

  @Test func theSeedAloneDecides() throws {
    let weights = try [1234, 1234, 1235].map { try makeModel(seed: $0).getWeights().map(\.floats) }
    #expect(weights[0] == weights[1])
    #expect(weights[0][0] != weights[2][0] && weights[0][2] != weights[2][2])
  }
}
