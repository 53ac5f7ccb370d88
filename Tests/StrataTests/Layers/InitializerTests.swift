import Testing

@testable import Strata

@Suite struct InitializerTests {
  @Test func theSameInitializerGivesTheSameValues() throws {
    let initializer: any Initializer = .heNormal()
    #expect(try initializer(shape: [4, 3]).scalars(as: Float.self) == initializer(shape: [4, 3]).scalars())
  }

  @Test func defaultSeedsAreDrawnInTheOrderOfConstruction() {
    // Keras's after set_random_seed(42).
    let seeds = withRandomSeed(42) { [GlorotSeed().value, RandomNormal().seed, Orthogonal().seed] }
    #expect(seeds == [686_579_304, 119_540_832, 26_855_093])
  }

  private struct GlorotSeed {
    let value: Int
    init() {
      let initializer: VarianceScaling = .glorotUniform()
      value = initializer.seed
    }
  }

  @Test func orthogonalColumnsOrRowsAreOrthonormal() throws {
    for shape in [[5, 3], [3, 5], [2, 3, 4], [4, 4]] {
      let matrix = try Orthogonal(seed: 3)(shape: shape).reshaped([-1, shape[shape.count - 1]])
      let (rows, columns) = (matrix.shape[0], matrix.shape[1])
      let product =
        rows >= columns ? matmul(matrix.transposed(), matrix) : matmul(matrix, matrix.transposed())
      expectClose(
        product.scalars(), Tensor.eye(min(rows, columns)).scalars(), absolute: 1e-6,
        "the products of \(shape)")
    }
  }

  @Test func scaledVarianceIsThatOfTheDistribution() throws {
    for distribution: VarianceScaling.Distribution in [.uniform, .truncatedNormal, .untruncatedNormal] {
      let initializer = VarianceScaling(scale: 3, mode: .fanOut, distribution: distribution, seed: 5)
      let variance = try initializer(shape: [200, 300]).variance().scalar(as: Float.self)
      #expect(abs(variance - 0.01) < 2e-4, "\(distribution)")
    }
  }

  @Test func namedAxesDecideTheNumberOfConnections() throws {
    let usual = VarianceScaling(distribution: .uniform, seed: 1)
    let named = VarianceScaling(distribution: .uniform, seed: 1, inputAxes: [0], outputAxes: [-1])
    let (a, b) = (try usual(shape: [4, 16, 2]), try named(shape: [4, 16, 2]))
    // 16 · 4 connections in against 4: the values are 4 times as large.
    expectClose((a * 4).scalars(), b.scalars() as [Float], "the values")
  }

  @Test func elementTypeIsThatAskedFor() throws {
    #expect(Zeros()(shape: [2], dtype: .int32).scalars(as: Int32.self) == [0, 0])
    #expect(RandomUniform(seed: 1)(shape: [2], dtype: .float64).dtype == .float64)
  }

  @Test func fourierKernelsAreThoseOfKeras() throws {
    // keras.initializers.STFT with the same arguments, for the shape (4, 1, 3).
    let root: Float = 0.70710683
    let expected: [(STFT, [Float])] = [
      (STFT(), [0, 0, 0, root, 0, -root, root, -root, root, 0, 0, 0]),
      (STFT(side: .imag), [0, 0, 0, 0, -root, 0, 0, 0, 0, 0, 0, 0]),
      (
        STFT(window: .hamming, scaling: .spectrum, periodic: true),
        [
          0.037037037, 0.037037037, 0.037037037, 0.25, 0, -0.25, 0.46296296, -0.46296296, 0.46296296, 0.25, 0,
          -0.25,
        ]
      ),
      (STFT(side: .imag, window: nil), [0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 1, 0]),
      (STFT(window: .values([1, 2, 3, 4]), scaling: nil), [1, 1, 1, 2, 0, -2, 3, -3, 3, 4, 0, -4]),
    ]
    for (initializer, values) in expected {
      expectClose(try initializer(shape: [4, 1, 3]).scalars(), values, "\(initializer)")
    }
    #expect(throws: StrataError.self) { try STFT()(shape: [4, 2, 3]) }
    #expect(throws: StrataError.self) { try STFT(window: .values([1]))(shape: [4, 1, 3]) }
  }

  @Test func shapesThatDoNotSuitAreErrors() {
    #expect(throws: StrataError.self) { try Identity()(shape: [3]) }
    #expect(throws: StrataError.self) { try Orthogonal()(shape: [3]) }
    #expect(throws: StrataError.self) { try VarianceScaling(scale: 0)(shape: [3, 3]) }
    #expect(throws: StrataError.self) { try VarianceScaling(inputAxes: [2], outputAxes: [0])(shape: [3, 3]) }
  }
}
