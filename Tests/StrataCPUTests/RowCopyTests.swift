import StrataCPU
import StrataGraph
import Testing

@Suite struct RowCopyTests {
  /// Rows of 5 take one thread, rows of 900 as many as there are.
  @Test(arguments: [5, 900]) func copiesRowsInAnyOrder(width: Int) {
    let table = HostBuffer((0..<50 * width).map { Float($0) }, shape: [50, width])
    let order = [7, 0, 49, 7] + Array((0..<50).reversed())
    let result = HostBuffer(type: TensorType(.float32, [order.count, width]))
    CPUEngine.shared.copyRows(of: table.pointer, order: order[...], to: result)
    let expected = order.flatMap { row in (0..<width).map { Float(row * width + $0) } }
    #expect(result.scalars(as: Float.self) == expected)
  }

  @Test(arguments: [5, 900]) func copiesTheFirstRows(width: Int) {
    let table = HostBuffer((0..<50 * width).map { Float($0) }, shape: [50, width])
    let result = HostBuffer(type: TensorType(.float32, [41, width]))
    CPUEngine.shared.copyRows(of: table.pointer, order: nil, to: result)
    #expect(result.scalars(as: Float.self) == (0..<41 * width).map { Float($0) })
  }

  @Test func copiesRowsWithoutElements() {
    let result = HostBuffer(type: TensorType(.float32, [3, 0]))
    CPUEngine.shared.copyRows(of: result.pointer, order: [0, 1, 2], to: result)
    #expect(result.scalars(as: Float.self).isEmpty)
  }
}
