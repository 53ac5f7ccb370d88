import Testing

@testable import Strata

@Suite struct ScanTests {
  private let rows = Tensor([[1, 2], [3, 4], [5, 6]] as [[Float]])

  @Test func stacksOutputsAndGivesTheLastCarry() {
    let (carries, outputs) = scan([.zeros([2])], over: [rows]) { carries, slices in
      let sum = carries[0] + slices[0]
      return ([sum], [sum])
    }
    #expect(carries[0].scalars() as [Float] == [9, 12])
    #expect(outputs[0].shape == [3, 2])
    #expect(outputs[0].scalars() as [Float] == [1, 2, 4, 6, 9, 12])
  }

  @Test func keepsIndicesWhenReversed() {
    let (_, outputs) = scan([.zeros([2])], over: [rows], reversed: true) { carries, slices in
      let sum = carries[0] + slices[0]
      return ([sum], [sum])
    }
    #expect(outputs[0].scalars() as [Float] == [9, 12, 8, 10, 5, 6])
  }

  @Test func handsOnVariablesThatAStepAssigns() {
    let counter = Variable(Tensor(0 as Float))
    let (_, outputs) = scan([], length: 4) { _, _ in
      counter.value = counter.value + 1
      return ([], [counter.value])
    }
    #expect(outputs[0].scalars() as [Float] == [1, 2, 3, 4])
    #expect(counter.value.scalar() as Float == 4)
  }

  @Test func usesTensorsAndVariablesFromOutside() throws {
    let weight = Variable(Tensor(3 as Float))
    let run = compiled { (x: Tensor) in
      let doubled = x * 2
      return scan([Tensor(1 as Float)], length: 3) { carries, _ in
        ([carries[0] * weight.value + doubled], [])
      }.carries[0]
    }
    // ((1·3 + 2x)·3 + 2x)·3 + 2x = 27 + 26x
    #expect(try run(Tensor(1 as Float)).scalar() as Float == 53)
    weight.value = Tensor(1 as Float)
    #expect(try run(Tensor(5 as Float)).scalar() as Float == 31)
  }

  @Test func hasTheGradientsOfTheUnrolledLoop() throws {
    let xs = Tensor.arange(0, 40).reshaped([10, 4]).converted(to: .float32) / 40 - 0.5
    let kernel = Variable((Tensor.arange(0, 16).reshaped([4, 4]).converted(to: .float32) - 8) / 12)
    func step(_ state: Tensor, _ x: Tensor) -> Tensor {
      (matmul(state, kernel.value) + x.reshaped([1, 4])).tanh()
    }
    let scanned = try valueAndGradient(for: [kernel]) {
      let (_, states) = scan([.zeros([1, 4])], over: [xs]) { carries, slices in
        let state = step(carries[0], slices[0])
        return ([state], [state])
      }
      return (states[0] * states[0]).sum()
    }
    let unrolled = try valueAndGradient(for: [kernel]) {
      var state = Tensor.zeros([1, 4])
      var total = Tensor(0 as Float)
      for index in 0..<10 {
        state = step(state, xs[index])
        total = total + (state * state).sum()
      }
      return total
    }
    #expect(scanned.value.allClose(to: unrolled.value))
    #expect(scanned.gradients[0].allClose(to: unrolled.gradients[0], absoluteTolerance: 1e-6))
  }

  @Test func recordsTheStepOnceHoweverLongTheSequence() throws {
    var recordings = 0
    _ = scan([.zeros([2])], over: [.zeros([1000, 2])]) { carries, slices in
      recordings += 1
      return ([carries[0] + slices[0]], [])
    }
    #expect(recordings == 1)
  }

  @Test func stopsWhereACarryChangesItsType() async {
    await #expect(processExitsWith: .failure) {
      _ = scan([.zeros([2])], length: 2) { carries, _ in ([carries[0].sum()], []) }
    }
    await #expect(processExitsWith: .failure) {
      _ = scan([], over: [.zeros([2, 3]), .zeros([3, 2])]) { _, _ in ([], []) }
    }
  }
}
