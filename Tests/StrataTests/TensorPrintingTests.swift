import Testing

@testable import Strata

@Suite("Printing tensors")
struct TensorPrintingTests {
  @Test("Tensors look as NumPy's arrays")
  func recorded() throws {
    for recorded in try NumPyFixture().printing {
      #expect("\(recorded.tensor)" == recorded.text, "\(recorded.name)")
    }
  }

  @Test("The debug description has the type in front")
  func debugDescription() {
    #expect(Tensor([1, 2] as [Float]).debugDescription == "Tensor(float32[2], [1. 2.])")
    #expect(
      Tensor([[1, 2], [3, 4]] as [[Float]]).debugDescription == """
        Tensor(float32[2, 2], [[1. 2.]
                               [3. 4.]])
        """)
  }

  @Test("A traced tensor prints its type")
  func traced() throws {
    var texts: [String] = []
    let double = compiled { (x: Tensor) in
      texts = ["\(x)", x.debugDescription]
      return x + x
    }
    _ = try double(Tensor([1, 2] as [Int32]))
    #expect(texts == ["traced int32[2]", "Tensor(traced int32[2])"])
  }
}
