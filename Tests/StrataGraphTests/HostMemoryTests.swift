import StrataGraph
import Testing

/// Where the elements of tensors lie.
@Suite struct HostMemoryTests {
  /// Elements of float32, and what their address is a multiple of.
  @Test(arguments: [(0, 64), (1, 64), (1000, 64), (1 << 18, 64), (1 << 19, 2 << 20), (803_000, 2 << 20)])
  func startsAtALine(count: Int, alignment: Int) {
    let type = TensorType(.float32, [count])
    for buffer in [HostBuffer(type: type), HostBuffer(zeros: type)] {
      #expect(Int(bitPattern: buffer.pointer) % alignment == 0)
    }
  }

  @Test(arguments: [1, 1000, 803_000]) func zerosAreZero(count: Int) {
    // Memory that was used before comes again.
    for _ in 0..<3 {
      let buffer = HostBuffer(zeros: TensorType(.float32, [count]))
      let elements = buffer.pointer.bindMemory(to: Float.self, capacity: count)
      #expect((0..<count).allSatisfy { elements[$0] == 0 })
      for index in 0..<count { elements[index] = 1 }
    }
  }
}
