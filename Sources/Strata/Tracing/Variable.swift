import StrataGraph

/// A place that holds a tensor and can be given another one of the same type: a weight, an optimizer's slot, a
/// metric's sum.
///
/// Inside a traced closure, reading a variable gives a traced tensor and assigning it is recorded: the program
/// takes its value as an input and leaves the new one behind. A tensor read from a variable is a value of its
/// own; later updates do not change it.
public final class Variable {
  /// The name within its layer, such as `kernel`.
  public let name: String
  /// Element type and shape; they never change.
  public let type: TensorType
  /// Whether training may change it, as far as the variable itself is concerned; a frozen layer overrules it.
  public var trainable: Bool
  /// Whether it was made to be trained; its place in Keras's files follows from this, whatever is frozen later.
  let isMadeTrainable: Bool
  /// The name with the path of its layer in front, such as `sequential/dense/kernel`.
  public internal(set) var path: String
  /// The penalty on its values that training adds to the loss.
  public var regularizer: (any Regularizer)?
  /// The weight that this is state of an optimizer for: several devices split both alike.
  var companion: Variable?
  /// The projection applied to its values after each update.
  public var constraint: (any Constraint)?

  /// Whether a layer with mixed precision reads it in the type that it computes in.
  let autocast: Bool

  private(set) var buffer: Buffer
  /// Whether a tensor outside may hold the same buffer, so that it must not be written.
  private var isShared = true

  /// A variable that starts with the value of a concrete tensor.
  public convenience init(
    _ initialValue: Tensor, name: String = "variable", trainable: Bool = true,
    regularizer: (any Regularizer)? = nil, constraint: (any Constraint)? = nil
  ) {
    self.init(
      initialValue, name: name, trainable: trainable, regularizer: regularizer, constraint: constraint,
      autocast: true)
  }

  init(
    _ initialValue: Tensor, name: String, trainable: Bool, regularizer: (any Regularizer)?,
    constraint: (any Constraint)?, autocast: Bool
  ) {
    self.autocast = autocast
    buffer = initialValue.concreteBuffer(reading: "initial value")
    type = initialValue.type
    self.name = name
    self.path = name
    self.trainable = trainable
    isMadeTrainable = trainable
    self.regularizer = regularizer
    self.constraint = constraint
  }

  /// The sizes of the axes.
  public var shape: [Int] { type.shape }
  /// The element type.
  public var dtype: DType { type.dtype }
  /// The number of elements.
  public var count: Int { type.count }

  /// What the variable holds. In the call of a layer whose policy is mixed it is read in the type that the layer
  /// computes in. A variable that takes part in that, or one of 16 bits, is given numbers of either type.
  ///
  /// Stops with a message if it is assigned a tensor of another type; `assign(_:)` throws instead.
  public var value: Tensor {
    get {
      let value = ownValue
      guard autocast, dtype.isFloatingPoint, let dtype = EnclosingLayer.current?.weightType else {
        return value
      }
      return value.converted(to: dtype)
    }
    set {
      let isRounded =
        newValue.dtype != dtype && dtype.isFloatingPoint
        && dtype.inFullPrecision == newValue.dtype.inFullPrecision
      let newValue = isRounded ? newValue.converted(to: dtype) : newValue
      require(
        newValue.type == type, "the variable \(path) holds \(type) and cannot take \(newValue.type)")
      if let trace = Trace.current { return trace.assign(newValue, to: self) }
      buffer = newValue.concreteBuffer(reading: "value")
      isShared = true
    }
  }

  private var ownValue: Tensor {
    if let trace = Trace.current { return trace.value(of: self) }
    isShared = true
    return Tensor(buffer)
  }

  /// Gives the variable another value.
  /// - Throws: `StrataError.weightShape` if the shape differs; then nothing has changed. Another element type is
  ///   converted.
  public func assign(_ newValue: Tensor) throws {
    guard newValue.shape == shape else {
      throw StrataError.weightShape(weight: path, expected: shape, found: newValue.shape)
    }
    value = newValue.converted(to: dtype)
  }

  /// Waits until the program that computes the value has ended.
  /// - Throws: `StrataError.computationFailed` if the device failed.
  func waitUntilComputed() throws { try buffer.requireComputed() }

  /// A buffer with the variable's value for an engine's programs. From now on the variable is there.
  func buffer(for engine: any Engine) throws -> Buffer {
    if !engine.owns(buffer) {
      buffer = try engine.copy(of: buffer)
      isShared = false
    }
    return buffer
  }

  /// The same, to which nothing else refers, so that a program may write it.
  func exclusiveBuffer(for engine: any Engine) throws -> Buffer {
    if isShared || !engine.owns(buffer) {
      buffer = try engine.copy(of: buffer)
      isShared = false
    }
    return buffer
  }
}

extension Buffer {
  /// Waits until the program that computes the elements has ended.
  /// - Throws: `StrataError.computationFailed` if the device failed.
  func requireComputed() throws {
    do throws(EngineError) {
      try waitUntilComputed()
    } catch {
      throw StrataError.computationFailed(device: "\(Device.current)", reason: error.description)
    }
  }
}

extension Variable: CustomStringConvertible {
  /// For example `dense/kernel: float32[784, 128]`.
  public var description: String { "\(path): \(type)" }
}
