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

  @Test("Numbers of two bytes look as NumPy prints them")
  func halves() {
    #expect(
      "\(Tensor([0.1, 0.2, 1 / 3, 100, 1e-3] as [Float16]))"
        == "[9.998e-02 2.000e-01 3.333e-01 1.000e+02 1.000e-03]")
    #expect("\(Tensor([0.1, 0.25, 0.3, 100] as [Float16]))" == "[  0.1    0.25   0.3  100.  ]")
    #expect("\(Tensor([0.1, 1000] as [Float16]))" == "[1.e-01 1.e+03]")
    #expect(
      "\(Tensor([0.1, 0.2, 1.0 / 3, 100, 1e-3].map { BFloat16($0) }))"
        == "[0.100098 0.200195 0.333984 100 0.000999451]")
    #expect("\(Tensor([.nan, 1.5] as [Float16]))" == "[nan 1.5]")
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
