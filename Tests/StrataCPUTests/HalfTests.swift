import ReferenceEngine
import StrataCPU
import StrataGraph
import Testing

/// Elements of two bytes: that conversions are right for all of them, and that sums are rounded once.
@Suite struct HalfTests {
  private static let allBits = Array(UInt16.min...UInt16.max)

  private func convert<From: TensorScalar, To: TensorScalar>(_ numbers: [From], _: To.Type) throws -> [To] {
    var graph = Graph()
    let input = graph.addInput(TensorType(From.dtype, [numbers.count]))
    graph.outputs = [graph.add(.convert(To.dtype), input)]
    return try CPUEngine.shared.evaluate(graph, [HostBuffer(numbers, shape: [numbers.count])])[0]
      .scalars(as: To.self)
  }

  @Test func everyFloat16IsConverted() throws {
    let numbers = Self.allBits.map { Float16(bitPattern: $0) }
    let wide = try convert(numbers, Float.self)
    let back = try convert(wide, Float16.self)
    for (index, number) in numbers.enumerated() {
      if number.isNaN {
        if !wide[index].isNaN || !back[index].isNaN { Issue.record("\(wide[index]) for \(number)") }
      } else if wide[index].bitPattern != Float(number).bitPattern
        || back[index].bitPattern != number.bitPattern
      {
        Issue.record("\(wide[index]) and \(back[index]) for \(number)")
      }
    }
  }

  @Test func everyBFloat16IsConverted() throws {
    let numbers = Self.allBits.map { BFloat16(bitPattern: $0) }
    let wide = try convert(numbers, Float.self)
    let back = try convert(wide, BFloat16.self)
    for (index, number) in numbers.enumerated() {
      if Float(number).isNaN {
        if !wide[index].isNaN || !Float(back[index]).isNaN {
          Issue.record("\(wide[index]) for \(number)")
        }
      } else if wide[index].bitPattern != Float(number).bitPattern
        || back[index].bitPattern != number.bitPattern
      {
        Issue.record("\(wide[index]) and \(back[index]) for \(number)")
      }
    }
  }

  /// Bits of all kinds, and numbers halfway between those of two bytes and close to that.
  @Test func float32IsRoundedToTheNearest() throws {
    var random = SplitMix(state: 5)
    let anyBits = (0..<50_000).map { _ in UInt32(truncatingIfNeeded: random.next()) }
    let aroundHalfways = Self.allBits.flatMap { half in
      let bits = Float(Float16(bitPattern: half)).bitPattern
      return [
        bits &+ 0xFFF, bits &+ 0x1000, bits &+ 0x1001, UInt32(half) << 16 | 0x7FFF,
        UInt32(half) << 16 | 0x8000,
      ]
    }
    let numbers = (anyBits + aroundHalfways).map { Float(bitPattern: $0) }
    for (number, half) in zip(numbers, try convert(numbers, Float16.self))
    where !number.isNaN && half.bitPattern != Float16(number).bitPattern {
      Issue.record("\(half) for \(number)")
    }
    for (number, half) in zip(numbers, try convert(numbers, BFloat16.self))
    where !number.isNaN && half.bitPattern != BFloat16(number).bitPattern {
      Issue.record("\(half) for \(number)")
    }
  }

  @Test func float64IsRoundedOnce() throws {
    let numbers = [
      1 + 0x1p-8 + 0x1p-40, 1 + 0x1p-11 + 0x1p-40, -1 - 0x1p-11 - 0x1p-40, 1e300, 65520, 65519.999999,
    ]
    #expect(try convert(numbers, BFloat16.self) == numbers.map { BFloat16($0) })
    #expect(try convert(numbers, Float16.self) == numbers.map { Float16($0) })
  }

  @Test(arguments: [DType.float16, .bfloat16]) func sumsAreRoundedOnce(_ dtype: DType) throws {
    var graph = Graph()
    let ones = graph.fill(1, TensorType(dtype, [3, 10_000]))
    let column = graph.fill(1, TensorType(dtype, [10_000, 2]))
    graph.outputs = [graph.sum(ones, axes: [1]), graph.add(.dot(.matrixProduct), ones, column)]
    let nearest: Double = dtype == .float16 ? 10_000 : 9984
    for sums in try CPUEngine.shared.evaluate(graph, []) {
      #expect(sums.doubles.allSatisfy { $0 == nearest })
    }
  }

  @Test func constantsAreConvertedWhileAProgramIsPlanned() throws {
    var graph = Graph()
    let x = graph.addInput(TensorType(.bfloat16, [1000]))
    graph.outputs = [graph.multiply(graph.plus(x, 0.5), 2)]
    let program = "\(try CPUEngine.shared.compile(graph, donations: [:]))"
    // To float32, a product of a sum, and back.
    #expect(program.contains("1 steps") && program.contains("in 3 kernels"), "\(program)")
  }
}
