import StrataGraph

/// Tensors made of a rule. Within a traced closure they are part of the program.
extension Tensor {
  /// A tensor with one number everywhere.
  public static func full(_ shape: [Int], _ number: some ScalarOperand, dtype: DType = .float32) -> Tensor {
    let literal = number.literal(dtype)
    if let trace = Trace.current { return trace.constant(literal).broadcast(to: shape) }
    return Tensor(HostBuffer(filledWith: literal, shape: shape))
  }

  /// Zeros, or `false`.
  public static func zeros(_ shape: [Int], dtype: DType = .float32) -> Tensor { full(shape, 0, dtype: dtype) }

  /// Ones, or `true`.
  public static func ones(_ shape: [Int], dtype: DType = .float32) -> Tensor { full(shape, 1, dtype: dtype) }

  /// Zeros with the element type and shape of another tensor.
  public static func zeros(like other: Tensor) -> Tensor { zeros(other.shape, dtype: other.dtype) }

  /// Ones with the element type and shape of another tensor.
  public static func ones(like other: Tensor) -> Tensor { ones(other.shape, dtype: other.dtype) }

  /// One number everywhere, with the element type and shape of another tensor.
  public static func full(like other: Tensor, _ number: some ScalarOperand) -> Tensor {
    full(other.shape, number, dtype: other.dtype)
  }

  /// 0, 1, … up to `count` − 1.
  public static func arange(_ count: Int, dtype: DType = .int32) -> Tensor {
    source(.iota(TensorType(dtype, [Swift.max(count, 0)]), axis: 0))
  }

  /// `start`, `start` + `step`, … as long as they are before `end`.
  public static func arange(
    _ start: Int, _ end: Int, step: Int = 1, dtype: DType = .int32, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor {
    require(step != 0, "arange: a step of 0", file: file, line: line)
    let count = (end - start + step - step.signum()) / step
    return arange(count, dtype: dtype) * step + start
  }

  /// `start`, `start` + `step`, … as long as they are before `end`; `float32` unless said otherwise.
  public static func arange(
    _ start: Double, _ end: Double, step: Double = 1, dtype: DType = .float32, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor {
    require(step != 0, "arange: a step of 0", file: file, line: line)
    let count = Int(((end - start) / step).rounded(.up))
    return (arange(count, dtype: .float64) * step + start).converted(to: dtype)
  }

  /// `count` numbers at equal distances from `start` to `end`, which is the last one if `includesEnd`.
  public static func linspace(
    _ start: Double, _ end: Double, count: Int, includesEnd: Bool = true, dtype: DType = .float32
  ) -> Tensor {
    let steps = includesEnd ? count - 1 : count
    let scalars = (0..<count).map { index in
      index == steps ? end : start + Double(index) * ((end - start) / Double(Swift.max(steps, 1)))
    }
    return Tensor(scalars).converted(to: dtype)
  }

  /// A matrix with ones on a diagonal, 0 for the main one, and zeros elsewhere.
  public static func eye(
    _ rows: Int, columns: Int? = nil, diagonal: Int = 0, dtype: DType = .float32
  ) -> Tensor {
    diagonalMask([rows, columns ?? rows], diagonal, .equal).converted(to: dtype)
  }

  /// Where column − row compares with `diagonal` in the last two axes of a shape.
  static func diagonalMask(_ shape: [Int], _ diagonal: Int, _ comparison: Comparison) -> Tensor {
    let type = TensorType(.int32, shape)
    let columns = source(.iota(type, axis: shape.count - 1))
    let rows = source(.iota(type, axis: shape.count - 2))
    return apply(.compare(comparison), [columns, (rows + diagonal)])
  }

  /// For each class number a vector of zeros with a one at its place, along a new last axis.
  /// Numbers outside 0..<classes give only zeros.
  public static func oneHot(_ indices: Tensor, classes: Int, dtype: DType = .float32) -> Tensor {
    composite("oneHot", [classes, Int(dtype.rawValue)], of: [indices.converted(to: .int32)]) { operands in
      let shape = operands[0].shape + [classes]
      let places = source(.iota(TensorType(.int32, shape), axis: shape.count - 1))
      return (operands[0].expandedDims(axis: -1) .== places).converted(to: dtype)
    }
  }
}

extension HostBuffer {
  /// A buffer with the number of a scalar constant everywhere.
  fileprivate convenience init(filledWith literal: Literal, shape: [Int]) {
    self.init(type: literal.type.with(shape))
    let width = literal.bytes.count
    for offset in stride(from: 0, to: type.byteCount, by: width) {
      pointer.advanced(by: offset).copyMemory(from: literal.bytes, byteCount: width)
    }
  }
}
