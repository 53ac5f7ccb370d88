import Testing

@testable import Strata

@Suite struct WeightStatisticsTests {
  private func statistics(_ rows: [[Float]]) -> WeightStatistics {
    Variable(Tensor(rows), name: "kernel").statistics()
  }

  @Test func numbersByHand() {
    let found = statistics([[3, 0, 0], [0, -4, 0]])
    #expect(found.path == "kernel" && found.shape == [2, 3])
    #expect(found.norm == 5)
    #expect(abs(found.mean + 1.0 / 6) < 1e-15)
    #expect(abs(found.standardDeviation - (25.0 / 6 - 1.0 / 36).squareRoot()) < 1e-15)
    #expect(found.quartiles == [-4, 0, 0, 0, 3])
    #expect((found.minimum, found.maximum) == (-4, 3))
    #expect(found.count == 6 && found.nonFiniteCount == 0)
    #expect(abs(found.zeroShare - 4.0 / 6) < 1e-15)
    #expect(found.histogram.counts.reduce(0, +) == 6)
    #expect((found.histogram.edges[0], found.histogram.edges[41]) == (-4, 3))
  }

  @Test func singularValuesByHand() {
    let found = Variable(Tensor([[3, 0, 0], [0, -4, 0]] as [[Float]]), name: "kernel").singularValues()
    #expect(found.count == 2)
    #expect(zip(found, [4, 3]).allSatisfy { abs($0 - $1) < 1e-14 })
    #expect(Variable(Tensor([1, 2] as [Float]), name: "bias").singularValues().isEmpty)
  }

  @Test func quartilesAreNumPys() {
    // np.percentile([7, 1, 3, 10, 4, 2], [0, 25, 50, 75, 100])
    #expect(statistics([[7, 1, 3, 10, 4, 2]]).quartiles == [1, 2.25, 3.5, 6.25, 10])
    #expect(statistics([[5]]).quartiles == [5, 5, 5, 5, 5])
  }

  @Test func numbersThatAreNotFiniteAreCountedApart() {
    let found = statistics([[.infinity, 4, .nan], [-.infinity, 2, .nan]])
    #expect(found.count == 6 && found.nonFiniteCount == 4)
    #expect((found.mean, found.standardDeviation) == (3, 1))
    #expect(found.quartiles == [2, 2.5, 3, 3.5, 4])
    #expect(found.histogram.counts.reduce(0, +) == 2)
    let none = statistics([[.nan, .nan]])
    #expect(none.nonFiniteCount == 2 && none.zeroShare == 0)
    #expect(none.norm.isNaN && none.mean.isNaN && none.standardDeviation.isNaN)
    #expect(none.quartiles.count == 5 && none.quartiles.allSatisfy(\.isNaN))
  }

  @Test func theTableSaysWhatIsNotFinite() throws {
    let layer = Dense(2, name: "d")
    try layer.build(inputShape: [nil, 1])
    try layer.setWeights([Tensor([[0, 0]] as [[Float]]), Tensor([.nan, 2] as [Float])])
    let half = "1 of the 2 numbers of d/bias is NaN or infinite; the statistics are those of the others."
    #expect("\(try layer.weightStatistics())".hasSuffix("d/kernel  0\n\n" + half))
    try layer.setWeights([Tensor([[0, 0]] as [[Float]]), Tensor([Float.nan, .nan])])
    let all = "\(try layer.weightStatistics())"
    #expect(all.contains(" NaN   NaN  NaN  NaN  NaN     NaN  NaN  NaN\n"))
    #expect(all.hasSuffix("\n\nAll numbers of d/bias are NaN or infinite."))
  }

  @Test func kernelsOfConvolutionsAreTakenAsMatrices() throws {
    let layer = Conv2D(2, kernelSize: 2, name: "conv")
    try layer.build(inputShape: [nil, 4, 4, 1])
    // Each unit sees one pixel; the second one twice as strongly.
    try layer.setWeights([
      Tensor([1, 0, 0, 0, 0, 2, 0, 0] as [Float], shape: [2, 2, 1, 2]), Tensor.zeros([2]),
    ])
    let found = try layer.weightStatistics()
    #expect(found.map(\.path) == ["conv/kernel", "conv/bias"])
    #expect(zip(found.singularValues[0], [2, 1]).allSatisfy { abs($0 - $1) < 1e-14 })
    #expect(found.singularValues[1].isEmpty)
  }

  @Test func theTableIsAligned() throws {
    let model = try Sequential(name: "m") {
      Input(shape: [2])
      Dense(2, name: "first")
      Dense(9, name: "second")
    }
    try model.layers[0].setWeights([Tensor([[3, 0], [0, -4]]), Tensor([0.5, 1000])])
    try model.layers[1].setWeights([Tensor.eye(2, columns: 9), Tensor.zeros([9])])
    let table = try model.weightStatistics().description
    #expect(
      table == """
        weight           shape   norm   mean    std  min  25%  median   75%   max
        m/first/kernel   [2, 2]     5  -0.25   2.49   -4   -1       0  0.75     3
        m/first/bias     [2]     1000    500    500  0.5  250     500   750  1000
        m/second/kernel  [2, 9]  1.41  0.111  0.314    0    0       0     0     1
        m/second/bias    [9]        0      0      0    0    0       0     0     0

        singular values
        m/first/kernel   4  3
        m/second/kernel  1  1
        """)
  }

  @Test func manySingularValuesAreAbridged() throws {
    let layer = Dense(9, name: "d")
    try layer.build(inputShape: [nil, 9])
    let diagonal = Tensor((1...9).map { Float($0) }).reshaped([1, 9])
    try layer.setWeights([Tensor.eye(9) * diagonal, Tensor.zeros([9])])
    #expect("\(try layer.weightStatistics())".hasSuffix("singular values\nd/kernel  9  8  7  6  5  …  2  1"))
  }

  @Test func aLayerWithoutWeightsHasOnlyTheHead() throws {
    let layer = Flatten()
    try layer.build(inputShape: [nil, 4])
    #expect(try layer.weightStatistics().isEmpty)
    #expect("\(try layer.weightStatistics())" == "weight  shape  norm  mean  std  min  25%  median  75%  max")
  }

  @Test func unbuiltLayersSaySo() {
    #expect(throws: StrataError.notBuilt(owner: "d", wanted: "weights")) {
      try Dense(2, name: "d").weightStatistics()
    }
  }
}
