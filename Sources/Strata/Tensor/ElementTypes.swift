import StrataGraph

/// The type of one element of a tensor: `.float32`, `.int32`, `.bool` and so on.
public typealias DType = StrataGraph.DType

/// A Swift type that a tensor can hold: `Float`, `Double`, `Float16`, `BFloat16`, `Int32`, `Int64`, `UInt8`, `UInt32` or
/// `Bool`.
public typealias TensorScalar = StrataGraph.TensorScalar

/// A number of type `bfloat16`: the upper half of a `Float`.
public typealias BFloat16 = StrataGraph.BFloat16

/// Element type and shape of a tensor.
public typealias TensorType = StrataGraph.TensorType
