import StrataGraph

/// What an input holds.
enum Content {
  /// Distinct numbers in an interval, in random order; no two are close together.
  case spread(ClosedRange<Double>)
  /// Whole numbers from a range.
  case whole(ClosedRange<Int>)
  /// These numbers, over and over.
  case listed([Double])
}

/// Puts together the graph and the inputs of a row.
struct RowBuilder {
  var graph = Graph()
  private(set) var inputs: [HostBuffer] = []
  private var random: SeededRandom

  init(name: String) { random = SeededRandom(name: name) }

  mutating func input(_ dtype: DType, _ shape: [Int], _ content: Content? = nil) -> Value {
    let type = TensorType(dtype, shape)
    let numbers = numbers(content ?? Self.usualContent(dtype), count: type.count)
    let tensor = HostTensor(
      type,
      numbers.map { dtype.isFloatingPoint ? dtype.rounded($0) : dtype.wrapped(Int64($0)) })
    let buffer = HostBuffer(type: type)
    buffer.pointer.copyMemory(from: tensor.bytes, byteCount: type.byteCount)
    inputs.append(buffer)
    return graph.addInput(type)
  }

  mutating func add(_ operation: Operation, _ operands: Value...) -> Value { graph.add(operation, operands) }

  private static func usualContent(_ dtype: DType) -> Content {
    switch dtype {
    case .bool: .whole(0...1)
    case .uint8, .uint32: .whole(0...19)
    case .int32, .int64: .whole(-9...9)
    case .float16, .bfloat16, .float32, .float64: .spread(-2...2)
    }
  }

  private mutating func numbers(_ content: Content, count: Int) -> [Double] {
    switch content {
    case .whole(let range): return (0..<count).map { _ in Double(Int.random(in: range, using: &random)) }
    case .listed(let numbers): return (0..<count).map { numbers[$0 % numbers.count] }
    case .spread(let range):
      let gap = (range.upperBound - range.lowerBound) / Double(count)
      let numbers = (0..<count).map { index in
        range.lowerBound + gap * (Double(index) + Double.random(in: 0.25...0.75, using: &random))
      }
      return numbers.shuffled(using: &random)
    }
  }
}

/// A row whose program `body` builds and whose outputs it gives.
func row(
  _ name: String, tolerance: Tolerance = .accumulated, isSmooth: Bool = true,
  _ body: (inout RowBuilder) -> [Value]
) -> ConformanceRow {
  var builder = RowBuilder(name: name)
  builder.graph.outputs = body(&builder)
  return ConformanceRow(
    name: name, graph: builder.graph, inputs: builder.inputs, tolerance: tolerance, isSmooth: isSmooth)
}

let floatingPoint: [DType] = DType.allCases.filter(\.isFloatingPoint)
let numeric: [DType] = DType.allCases.filter { $0 != .bool }
