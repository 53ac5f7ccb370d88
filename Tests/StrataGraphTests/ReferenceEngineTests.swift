import ReferenceEngine
import StrataGraph
import Testing

/// The reference against numbers computed elsewhere: by JAX 0.10.2 on the CPU, unless a test says otherwise.
@Suite struct ReferenceEngineTests {
  /// Runs one operation and gives its first result.
  private func run(_ operation: Operation, _ operands: HostBuffer...) throws -> Buffer {
    var graph = Graph()
    let inputs = operands.map { graph.addInput($0.type) }
    graph.outputs = [graph.add(operation, inputs)]
    return try ReferenceEngine().evaluate(graph, operands)[0]
  }

  @Test func randomBits() throws {
    let key = HostBuffer([0x1234_5678, 0xFEDC_BA98] as [UInt32], shape: [2])
    let bits = try run(.randomBits(shape: [7]), key).scalars(as: UInt32.self)
    #expect(
      bits == [
        0x7974_BD80, 0x6AAC_EE46, 0x44D8_72BA, 0xCD90_8105, 0x4BAD_08ED, 0xBE9D_7B70, 0x9473_C450,
      ])
  }

  /// The known answers of the authors of threefry, "Random123" distribution, file `kat_vectors`.
  @Test func threefryAtZeroKey() throws {
    let bits = try run(.randomBits(shape: [1]), HostBuffer([0, 0] as [UInt32], shape: [2]))
    #expect(bits.scalars(as: UInt32.self) == [0x6B20_0159 ^ 0x99BA_4EFE])
  }

  @Test func inverseErrorFunction() throws {
    let results = try run(.unary(.erfInverse), HostBuffer([-0.5, 0, 0.9, 0.999, 1, 2], shape: [6]))
    let expected = [-0.47693627620446977, 0, 1.163087153676674, 2.3267537655135273, .infinity]
    for (result, expected) in zip(results.scalars(as: Double.self), expected) {
      #expect(result == expected || abs(result - expected) <= 2e-15 * abs(expected))
    }
    #expect(results.scalars(as: Double.self)[5].isNaN)
  }

  @Test func integerCornerCases() throws {
    let (dividend, divisor) = (
      HostBuffer([7, -7, 5, .min] as [Int32], shape: [4]), HostBuffer([-2, 0, 0, -1] as [Int32], shape: [4])
    )
    #expect(try run(.binary(.divide), dividend, divisor).scalars(as: Int32.self) == [-3, -1, -1, .min])
    #expect(try run(.binary(.remainder), dividend, divisor).scalars(as: Int32.self) == [1, -7, 5, 0])
    let (bits, amounts) = (
      HostBuffer([-8, -8, -8, 1] as [Int32], shape: [4]), HostBuffer([1, 31, 32, -1] as [Int32], shape: [4])
    )
    #expect(
      try run(.binary(.shiftRightArithmetic), bits, amounts).scalars(as: Int32.self) == [-4, -1, -1, 0])
    #expect(
      try run(.binary(.shiftRightLogical), bits, amounts).scalars(as: Int32.self) == [2_147_483_644, 1, 0, 0])
    #expect(try run(.binary(.shiftLeft), bits, amounts).scalars(as: Int32.self) == [-16, 0, 0, 0])
  }

  @Test func conversionsSaturate() throws {
    let numbers = HostBuffer([-1.5, 255.9, 1e10, .nan, -.infinity] as [Float], shape: [5])
    #expect(try run(.convert(.uint8), numbers).scalars(as: UInt8.self) == [0, 255, 255, 0, 0])
    #expect(try run(.convert(.int32), numbers).scalars(as: Int32.self) == [-1, 255, .max, 0, .min])
    let integers = HostBuffer([256, -1, 511] as [Int32], shape: [3])
    #expect(try run(.convert(.uint8), integers).scalars(as: UInt8.self) == [0, 255, 255])
  }

  /// A convolution worked out by hand: the kernel is not flipped, and the padding holds zeros.
  @Test func convolution() throws {
    let geometry = ConvolutionGeometry(strides: [2], paddingLow: [1], paddingHigh: [0], dilation: [2])
    let input = HostBuffer([1, 2, 3, 4, 5, 6] as [Float], shape: [1, 6, 1])
    let kernel = HostBuffer([10, 1] as [Float], shape: [2, 1, 1])
    // Padded 0 1 2 3 4 5 6; the taps are 2 apart.
    let result = try run(.convolution(geometry), input, kernel)
    #expect(result.scalars(as: Float.self) == [2, 24, 46])
    let gradient = HostBuffer([1, 2, 3] as [Float], shape: [1, 3, 1])
    let inputGradient = try run(.convolutionInputGradient(geometry, inputShape: [1, 6, 1]), gradient, kernel)
    #expect(inputGradient.scalars(as: Float.self) == [0, 21, 0, 32, 0, 3])
    let kernelGradient = try run(
      .convolutionKernelGradient(geometry, kernelShape: [2, 1, 1]), input, gradient)
    #expect(kernelGradient.scalars(as: Float.self) == [16, 28])
  }

  @Test func float32IsRoundedOnce() throws {
    let x = HostBuffer([0.1] as [Float], shape: [1])
    #expect(try run(.binary(.multiply), x, x).scalars(as: Float.self) == [Float(0.1) * Float(0.1)])
    #expect(try run(.unary(.sqrt), x).scalars(as: Float.self) == [Float(0.1).squareRoot()])
  }
}
