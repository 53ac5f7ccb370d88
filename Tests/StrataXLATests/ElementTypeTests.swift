import CPJRT
import StrataGraph
import Testing

@testable import StrataXLA

@Suite("Element types in the PJRT interface")
struct ElementTypeTests {
  @Test(arguments: DType.allCases)
  func aTypeComesBackFromItsNumber(_ dtype: DType) {
    #expect(DType(dtype.pjrtType) == dtype)
  }

  @Test func unknownNumbersHaveNoType() { #expect(DType(PJRT_Buffer_Type_INVALID) == nil) }
}
