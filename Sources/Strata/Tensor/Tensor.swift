import StrataGraph

/// An immutable n-dimensional array of numbers: a value, whose operations give new values.
///
/// A tensor is either concrete (its elements are in memory) or traced (it stands for a place in a program that is
/// being recorded by `compiled`, `valueAndGradient` or a training step). Operations on concrete tensors run at
/// once; an operation with a traced operand is recorded. Only the elements of a concrete tensor can be read.
public struct Tensor: Sendable {
  enum Storage: Sendable {
    case concrete(Buffer)
    case traced(Trace, Value)
  }

  let storage: Storage
  /// Element type and shape.
  public let type: TensorType
  var attachedMask: AttachedMask?

  init(_ buffer: Buffer) {
    storage = .concrete(buffer)
    type = buffer.type
  }

  init(_ trace: Trace, _ value: Value) {
    storage = .traced(trace, value)
    type = trace.graph[value]
  }

  /// The element type.
  public var dtype: DType { type.dtype }
  /// The sizes of the axes, outermost first; empty for a scalar.
  public var shape: [Int] { type.shape }
  /// The number of axes.
  public var rank: Int { type.rank }
  /// The number of elements.
  public var count: Int { type.count }

  /// Whether this tensor stands for a place in a program that is being recorded.
  public var isTraced: Bool {
    if case .traced = storage { true } else { false }
  }
}

// MARK: - From and to Swift values

extension Tensor {
  /// A tensor with the given elements in row-major order.
  ///
  /// Stops with a message if `scalars` does not have one element for each of `shape`.
  public init<Scalar: TensorScalar>(
    _ scalars: [Scalar], shape: [Int], file: StaticString = #fileID, line: UInt = #line
  ) {
    let count = shape.reduce(1, *)
    require(
      scalars.count == count, "\(scalars.count) elements do not fill the shape \(shape)", file: file,
      line: line)
    self.init(HostBuffer(scalars, shape: shape))
  }

  /// A vector.
  public init<Scalar: TensorScalar>(_ scalars: [Scalar]) { self.init(scalars, shape: [scalars.count]) }

  /// A scalar.
  public init<Scalar: TensorScalar>(_ scalar: Scalar) { self.init([scalar], shape: []) }

  /// The elements in row-major order.
  ///
  /// Stops with a message if the tensor is traced or holds another type than `Scalar`; `converted(to:)`
  /// changes the type.
  public func scalars<Scalar: TensorScalar>(
    as scalar: Scalar.Type = Scalar.self, file: StaticString = #fileID, line: UInt = #line
  ) -> [Scalar] {
    require(
      dtype == Scalar.dtype, "elements of \(dtype) read as \(Scalar.dtype): convert the tensor first",
      file: file, line: line)
    return concreteBuffer(reading: "elements", file: file, line: line).scalars(as: scalar)
  }

  /// The only element of a tensor with one element, of any shape.
  ///
  /// Stops with a message under the conditions of `scalars(as:)`, or if there is not exactly one element.
  public func scalar<Scalar: TensorScalar>(
    as scalar: Scalar.Type = Scalar.self, file: StaticString = #fileID, line: UInt = #line
  ) -> Scalar {
    require(count == 1, "a tensor of shape \(shape) is not one number", file: file, line: line)
    return scalars(as: scalar, file: file, line: line)[0]
  }

  /// The buffer of a concrete tensor.
  func concreteBuffer(
    reading what: String, file: StaticString = #fileID, line: UInt = #line
  ) -> Buffer {
    guard case .concrete(let buffer) = storage else {
      stop(
        """
        the \(what) of a traced tensor \(type) cannot be read: it stands for a value in a program that is being \
        recorded and has none yet. Return it from the traced closure and read it there
        """, file: file, line: line)
    }
    return buffer
  }
}
