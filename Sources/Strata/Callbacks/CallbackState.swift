/// What a callback remembers from one epoch or batch to the next, as a checkpoint keeps it: values under names.
///
/// ```swift
/// final class Counter: Callback {
///   private var batches = 0
///   override var state: CallbackState { ["batches": batches] }
///   override func restore(_ state: CallbackState) throws { batches = try state.value("batches") }
///   override func onTrainBegin() { batches = 0 }
///   override func onTrainBatchEnd(_ step: Int, logs: [String: Double]) { batches += 1 }
/// }
/// ```
public struct CallbackState: Sendable {
  private(set) var tensors: [String: [Tensor]] = [:]

  /// Nothing under any name.
  public init() {}

  init(tensors: [String: [Tensor]]) { self.tensors = tensors }

  /// Whether there is nothing to remember.
  public var isEmpty: Bool { tensors.isEmpty }

  /// Puts a value under a name; nil takes the name away.
  public mutating func set(_ name: String, to value: (any CallbackStateValue)?) {
    tensors[name] = value?.stateTensors
  }

  /// The value under a name.
  /// - Throws: `StrataError.invalidData` if there is none, or one of another kind.
  public func value<Value: CallbackStateValue>(_ name: String) throws -> Value {
    guard let value: Value = try valueIfPresent(name) else {
      throw StrataError.invalidData("the state that was saved has no value '\(name)'")
    }
    return value
  }

  /// The value under a name, nil if there is none.
  /// - Throws: `StrataError.invalidData` if there is a value of another kind.
  public func valueIfPresent<Value: CallbackStateValue>(_ name: String) throws -> Value? {
    guard let tensors = tensors[name] else { return nil }
    guard let value = Value(stateTensors: tensors) else {
      throw StrataError.invalidData("the state that was saved has a value '\(name)' that is no \(Value.self)")
    }
    return value
  }
}

extension CallbackState: ExpressibleByDictionaryLiteral {
  /// Values under names; what is nil is left out.
  public init(dictionaryLiteral elements: (String, (any CallbackStateValue)?)...) {
    for (name, value) in elements { set(name, to: value) }
  }
}

/// A kind of value that a callback's state may have: a number, truth value, text or tensor, or an array of these.
public protocol CallbackStateValue {
  /// The value as tensors, at least one.
  var stateTensors: [Tensor] { get }
  /// The value that gave these tensors; nil if they are not such a value's.
  init?(stateTensors: [Tensor])
}

extension Tensor: CallbackStateValue {
  public var stateTensors: [Tensor] { [self] }
  public init?(stateTensors: [Tensor]) {
    guard stateTensors.count == 1 else { return nil }
    self = stateTensors[0]
  }
}

extension Int: CallbackStateValue {
  public var stateTensors: [Tensor] { [Tensor(Int64(self))] }
  public init?(stateTensors: [Tensor]) {
    guard let scalar = onlyScalar(of: stateTensors, as: Int64.self) else { return nil }
    self.init(exactly: scalar)
  }
}

extension Double: CallbackStateValue {
  public var stateTensors: [Tensor] { [Tensor(self)] }
  public init?(stateTensors: [Tensor]) {
    guard let scalar = onlyScalar(of: stateTensors, as: Double.self) else { return nil }
    self = scalar
  }
}

extension Bool: CallbackStateValue {
  public var stateTensors: [Tensor] { [Tensor(self)] }
  public init?(stateTensors: [Tensor]) {
    guard let scalar = onlyScalar(of: stateTensors, as: Bool.self) else { return nil }
    self = scalar
  }
}

extension String: CallbackStateValue {
  public var stateTensors: [Tensor] { [Tensor(Array(utf8))] }
  public init?(stateTensors: [Tensor]) {
    guard stateTensors.count == 1, stateTensors[0].dtype == .uint8 else { return nil }
    self.init(validating: stateTensors[0].scalars(as: UInt8.self), as: UTF8.self)
  }
}

/// An array has its number of elements in front, so that an empty one is not nothing. Each element is one tensor.
extension Array: CallbackStateValue where Element: CallbackStateValue {
  public var stateTensors: [Tensor] { [Tensor(Int64(count))] + flatMap(\.stateTensors) }
  public init?(stateTensors: [Tensor]) {
    guard let first = stateTensors.first, let count = Int(stateTensors: [first]), count >= 0 else {
      return nil
    }
    let rest = stateTensors.dropFirst()
    guard count > 0 else {
      self = []
      return
    }
    guard rest.count == count else { return nil }
    let elements = rest.compactMap { Element(stateTensors: [$0]) }
    guard elements.count == count else { return nil }
    self = elements
  }
}

private func onlyScalar<Scalar: TensorScalar>(of tensors: [Tensor], as _: Scalar.Type) -> Scalar? {
  guard tensors.count == 1, tensors[0].shape.isEmpty, tensors[0].dtype == Scalar.dtype else { return nil }
  return tensors[0].scalar()
}
