import Testing

@testable import Strata

@Suite("Element types of results")
struct TensorPromotionTests {
  @Test(
    "Two tensors",
    arguments: [
      (DType.int32, DType.float32, DType.float32), (.int64, .float32, .float32),
      (.float32, .float64, .float64),
      (.bool, .uint8, .uint8), (.uint8, .int32, .int32), (.uint8, .uint32, .uint32),
      (.int32, .uint32, .int64),
      (.uint32, .int64, .int64), (.int32, .int64, .int64), (.bool, .float64, .float64),
      (.int64, .float16, .float16), (.float16, .bfloat16, .float32), (.bfloat16, .float32, .float32),
    ])
  func tensors(left: DType, right: DType, result: DType) {
    #expect(promoted(left, right) == result)
    #expect(promoted(right, left) == result)
    #expect((Tensor.ones([2], dtype: left) * Tensor.ones([2], dtype: right)).dtype == result)
  }

  @Test("A number takes the tensor's element type, if that can hold it")
  func numbers() {
    for dtype in DType.allCases where dtype != .bool {
      #expect((Tensor.ones([2], dtype: dtype) + 1).dtype == dtype)
      #expect((1 + Tensor.ones([2], dtype: dtype)).dtype == dtype)
    }
    #expect((Tensor.ones([2], dtype: .int32) * 0.5).scalars(as: Float.self) == [0.5, 0.5])
    #expect((Tensor.ones([2], dtype: .float64) * 0.1).scalars(as: Double.self) == [0.1, 0.1])
    #expect((Tensor.ones([2], dtype: .bool) + 1).scalars(as: Int32.self) == [2, 2])
    #expect((Tensor([Int64.max - 1]) + 1).scalars(as: Int64.self) == [.max])
  }

  @Test("Statistics of many float16 numbers are not infinite")
  func statisticsOfHalves() {
    let ones = Tensor.ones([70_000], dtype: .float16)
    #expect(ones.mean().scalar(as: Float16.self) == 1)
    #expect((ones * 300).standardDeviation().scalar(as: Float16.self) == 0)
  }

  @Test("Functions of real numbers take integers")
  func realFunctions() {
    let x = Tensor([1, 4, 9] as [Int32])
    #expect(x.sqrt().scalars(as: Float.self) == [1, 2, 3])
    #expect(x.mean().dtype == .float32)
    #expect(Tensor([true, true, false]).mean().scalar(as: Float.self) == Float(2) / 3)
    #expect(Tensor([true, true, false]).sum().scalar(as: Int32.self) == 2)
  }

  @Test("Shapes")
  func shapes() {
    #expect(broadcastShape([2, 1, 3], [4, 1]) == [2, 4, 3])
    #expect(broadcastShape([], [4, 1]) == [4, 1])
    #expect(broadcastShape([0, 1], [3]) == [0, 3])
    #expect(broadcastShape([2], [3]) == nil)
  }

  @Test("Swift's integers and nested arrays")
  func swiftArrays() {
    #expect(Tensor([1, 2]).scalars(as: Int32.self) == [1, 2])
    #expect(Tensor([[1, 2, 3], [4, 5, 6]]).type == TensorType(.int32, [2, 3]))
    #expect(Tensor([[0.5, 1], [2, 3]] as [[Float]])[1, 0].scalar(as: Float.self) == 2)
    #expect(Tensor([[[1.5, 2]]]).type == TensorType(.float64, [1, 1, 2]))
  }
}
