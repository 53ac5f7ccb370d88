import Testing

@testable import Strata

/// Beside the numbers of NumPy in `TensorOperationTests`.
@Suite struct SingularValuesTests {
  private func values(_ tensor: Tensor) -> [Double] {
    tensor.converted(to: .float64).singularValues().scalars()
  }

  private func expectEqual(
    _ found: [Double], _ expected: [Double], within: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(found.count == expected.count, sourceLocation: sourceLocation)
    #expect(
      zip(found, expected).allSatisfy { abs($0 - $1) <= within }, "\(found)", sourceLocation: sourceLocation)
  }

  /// The reflection at a plane: an orthogonal matrix in double precision.
  private func reflection(_ size: Int, seed: Int) -> Tensor {
    let normal = Tensor.randomNormal([size, 1], seed: seed).converted(to: .float64)
    return Tensor.eye(size, dtype: .float64) - 2 * matmul(normal, normal.transposed()) / normal.square().sum()
  }

  @Test(arguments: [[60, 40], [40, 60], [50, 50]])
  func knownFromTheConstruction(shape: [Int]) {
    let count = min(shape[0], shape[1])
    let expected = (0..<count).map { 1e3 / Double(1 + $0 * $0) }
    let scales = Tensor(expected + [Double](repeating: 0, count: shape[1] - count)).reshaped([1, shape[1]])
    let diagonal = Tensor.eye(shape[0], columns: shape[1], dtype: .float64) * scales
    let matrix = matmul(
      matmul(reflection(shape[0], seed: 1), diagonal),
      matmul(reflection(shape[1], seed: 2), reflection(shape[1], seed: 3)))
    expectEqual(values(matrix), expected, within: 1e-11)
  }

  @Test func ranksBelowTheFull() {
    let (x, y) = (
      Tensor([1, 2, 3] as [Double], shape: [3, 1]), Tensor([2, 0, 1, 2] as [Double], shape: [1, 4])
    )
    expectEqual(values(matmul(x, y)), [(126 as Double).squareRoot(), 0, 0], within: 1e-14)
    expectEqual(values(Tensor.zeros([3, 2])), [0, 0], within: 0)
    expectEqual(values(Tensor.ones([4, 4])), [4, 0, 0, 0], within: 1e-14)
  }

  @Test func smallMatrices() {
    expectEqual(values(Tensor([[-3]] as [[Float]])), [3], within: 1e-15)
    expectEqual(values(Tensor([[3, 4]] as [[Float]])), [5], within: 1e-14)
    expectEqual(values(Tensor.zeros([0, 2])), [], within: 0)
    expectEqual(values(Tensor([[0, 1], [0, 0]] as [[Float]])), [1, 0], within: 1e-15)
  }

  @Test func extremeScales() {
    let matrix = Tensor([[3e30, 0], [0, 4e30]] as [[Double]])
    expectEqual(values(matrix), [4e30, 3e30], within: 1e16)
    expectEqual(values(matrix * 1e-60), [4e-30, 3e-30], within: 1e-44)
  }

  @Test func elementsThatAreNotFinite() {
    for element: Float in [.nan, .infinity] {
      let found = values(Tensor([[element, 1], [2, 3], [4, 5]]))
      #expect(found.count == 2 && found.allSatisfy(\.isNaN))
    }
  }
}
