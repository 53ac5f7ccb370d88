import Testing

@testable import Strata

@Suite("Soft updates of a target network")
struct SoftUpdateTests {
  private func network(_ seed: UInt32) throws -> Sequential {
    try withRandomSeed(seed) {
      try Sequential {
        Input(shape: [3])
        Dense(4, activation: .relu, biasInitializer: .randomNormal())
        BatchNormalization()
        Dense(2)
      }
    }
  }

  private func numbers(_ model: Layer) throws -> [[Float]] { try model.getWeights().map { $0.scalars() } }

  @Test func movesEveryWeightByTheFormula() throws {
    let (target, online) = (try network(1), try network(2))
    let source = try numbers(online)
    for tau in [0.25, 0.25, 0.005, 0.9] {
      let before = try numbers(target)
      try target.softUpdate(from: online, tau: tau)
      for (after, (old, new)) in zip(try numbers(target), zip(before, source)) {
        let expected = zip(old, new).map { Float(tau) * $1 + Float(1 - tau) * $0 }
        expectClose(after, expected, absolute: 1e-7, relative: 2e-7, "tau \(tau)")
      }
    }
    #expect(try numbers(online) == source)
  }

  @Test func endsOfTheRange() throws {
    let (target, online) = (try network(1), try network(2))
    let before = try numbers(target)
    try target.softUpdate(from: online, tau: 0)
    #expect(try numbers(target) == before)
    try target.softUpdate(from: online, tau: 1)
    #expect(try numbers(target) == numbers(online))
    // The two do not share memory afterwards.
    try online.weights[0].assign(.zeros([3, 4]))
    try target.softUpdate(from: online, tau: 0.5)
    #expect(try numbers(online)[0].allSatisfy { $0 == 0 })
    #expect(try numbers(target)[0].contains { $0 != 0 })
  }

  @Test func aDivergedTargetIsReplacedByACopy() throws {
    let (target, online) = (try network(1), try network(2))
    try target.weights[0].assign(.full([3, 4], Double.nan))
    try target.softUpdate(from: online, tau: 1)
    #expect(try numbers(target) == numbers(online))
  }

  @Test func tensorsReadEarlierKeepTheirValues() throws {
    let (target, online) = (try network(1), try network(2))
    let held = try target.getWeights()
    let before = held.map { $0.scalars(as: Float.self) }
    for _ in 0..<3 { try target.softUpdate(from: online, tau: 0.5) }
    #expect(held.map { $0.scalars(as: Float.self) } == before)
    #expect(try numbers(target) != before)
  }

  @Test func programsThatHoldTheWeightsSeeThem() throws {
    let (target, online) = (try network(1), try network(2))
    online.compile(optimizer: .sgd(learningRate: 0.1), loss: .meanSquaredError())
    let (x, y) = (Tensor.randomNormal([8, 3], seed: 3), Tensor.randomNormal([8, 2], seed: 4))
    _ = try target.predict(x)
    for _ in 0..<3 {
      try online.fit(x, y, verbose: .silent)
      let (old, new) = (try numbers(target), try numbers(online))
      try target.softUpdate(from: online, tau: 0.5)
      let fresh = try network(5)
      try fresh.setWeights(
        zip(target.weights, zip(old, new)).map { weight, pair in
          Tensor(zip(pair.0, pair.1).map { ($0 + $1) / 2 }, shape: weight.shape)
        })
      expectClose(try target.predict(x).scalars(), try fresh.predict(x).scalars(), absolute: 1e-5)
    }
  }

  @Test func partOfAStepOfOnesOwn() throws {
    let (target, online) = (try network(1), try network(2))
    let twin = try network(1)
    let step = compiled { (x: Tensor) in
      let y = try target(x)
      try target.softUpdate(from: online, tau: 0.1)
      return y
    }
    let x = Tensor.ones([1, 3])
    for _ in 0..<3 {
      let expected = try twin(x)
      try twin.softUpdate(from: online, tau: 0.1)
      expectClose(try step(x).scalars(), expected.scalars(), absolute: 1e-6)
    }
  }

  @Test func sharedWeightsAndOtherSources() throws {
    let shared = Dense(3, name: "shared")
    let target = try Sequential([Input(shape: [3]), shared, Dense(1)])
    let online = try Sequential([Input(shape: [3]), shared, Dense(1)])
    let before = try numbers(shared)
    try target.softUpdate(from: online, tau: 0.5)
    #expect(try numbers(shared) == before)
    try target.softUpdate(from: target, tau: 0.5)
    // Another source, then the first again.
    let other = try Sequential([Input(shape: [3]), Dense(3), Dense(1)])
    try other.weights[2].assign(.zeros([3, 1]))
    for source in [other, online, other] {
      let (old, new) = (try numbers(target)[2], try numbers(source)[2])
      try target.softUpdate(from: source, tau: 0.5)
      expectClose(try numbers(target)[2], zip(old, new).map { ($0 + $1) / 2 })
    }
  }

  @Test func layersAddedLaterAreUpdatedToo() throws {
    let target = try Sequential([Input(shape: [2]), Dense(2)])
    let online = try Sequential([Input(shape: [2]), Dense(2)])
    try target.softUpdate(from: online, tau: 0.5)
    try target.add(Dense(1, kernelInitializer: .zeros))
    #expect(throws: StrataError.weightCount(owner: target.name, expected: 4, found: 2)) {
      try target.softUpdate(from: online, tau: 0.5)
    }
    try online.add(Dense(1, kernelInitializer: .ones))
    try target.softUpdate(from: online, tau: 0.5)
    #expect(try numbers(target)[2] == [0.5, 0.5])
  }

  @Test func whatDoesNotFitChangesNothing() throws {
    let target = try network(1)
    let before = try numbers(target)
    func expect(_ error: StrataError, from source: Layer, tau: Double = 0.5) {
      #expect(throws: error) { try target.softUpdate(from: source, tau: tau) }
    }
    let wide = try Sequential {
      Input(shape: [3])
      Dense(4)
      BatchNormalization()
      Dense(5)
    }
    let path = try #require(target.layers.last?.weights.first?.path)
    expect(.weightShape(weight: path, expected: [4, 2], found: [4, 5]), from: wide)
    expect(.weightCount(owner: target.name, expected: 8, found: 2), from: target.layers[0])
    let unbuilt = Dense(3, name: "unbuilt")
    expect(.notBuilt(owner: "unbuilt", wanted: "weights"), from: unbuilt)
    for tau in [-0.1, 1.5, .nan] {
      expect(
        .invalidArgument(owner: target.name, argument: "tau", expected: "from 0 to 1", found: "\(tau)"),
        from: wide, tau: tau)
    }
    #expect(try numbers(target) == before)
  }
}
