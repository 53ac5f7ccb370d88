import CPJRT
import StrataGraph

extension DType {
  /// The type's number in the PJRT interface.
  var pjrtType: PJRT_Buffer_Type {
    switch self {
    case .bool: PJRT_Buffer_Type_PRED
    case .uint8: PJRT_Buffer_Type_U8
    case .int32: PJRT_Buffer_Type_S32
    case .uint32: PJRT_Buffer_Type_U32
    case .int64: PJRT_Buffer_Type_S64
    case .float16: PJRT_Buffer_Type_F16
    case .bfloat16: PJRT_Buffer_Type_BF16
    case .float32: PJRT_Buffer_Type_F32
    case .float64: PJRT_Buffer_Type_F64
    }
  }

  /// The type with the given number, or nil if Strata has none like it.
  init?(_ type: PJRT_Buffer_Type) {
    guard let match = Self.allCases.first(where: { $0.pjrtType == type }) else { return nil }
    self = match
  }
}
