/// Operands that an operation cannot take.
public struct ShapeError: Error, Hashable, CustomStringConvertible {
  /// The operation's name, such as `dot`.
  public let operation: String
  public let operands: [TensorType]
  /// What is wrong, as a sentence without a full stop.
  public let reason: String

  public init(operation: String, operands: [TensorType], reason: String) {
    self.operation = operation
    self.operands = operands
    self.reason = reason
  }

  public var description: String {
    "\(operation)(\(operands.map(\.description).joined(separator: ", "))): \(reason)"
  }
}
