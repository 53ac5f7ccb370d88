import StrataGraph
import StrataIO

/// An operation on tensors in a functional model, such as the sum in `x + shortcut`.
///
/// Keras has these beside the layers of a model, not among them. They have no weights.
final class OperationLayer: Layer {
  private let operationClass: String
  private let function: TensorFunction
  /// What Keras writes of the operation beside its calls.
  private let entry: JSONObject
  /// What the operation is called with, by Keras's rules: a `__keras_tensor__` stands for a tensor.
  let operands: JSONValue

  /// - Parameters:
  ///   - arguments: those of the operation, by Keras's names.
  ///   - operands: what it is called on, with `placeholder` for each tensor.
  init(_ className: String, _ arguments: JSONObject = [:], operands: [JSONValue]) throws {
    let name = LayerNames.next(forClass: className)
    var config: JSONObject = ["name": .string(name)]
    for (argument, value) in arguments { config[argument] = value }
    operationClass = className
    function = try TensorFunction(
      Config(className: className, arguments: config, place: "the operation '\(name)'"))
    entry = [
      "module": .string("keras.src.ops.numpy"), "class_name": .string(className), "config": .object(config),
      "registered_name": .string(className),
    ]
    self.operands = .array(operands)
    super.init(name: name)
  }

  /// The operation that a file describes.
  /// - Throws: `StrataError.invalidConfig` if Strata does not have it.
  init(description: JSONValue, place: String) throws {
    let className = description["class_name"]?.string ?? ""
    let name = description["name"]?.string ?? description["config"]?["name"]?.string ?? ""
    let config = Config(
      className: className, arguments: description["config"]?.object ?? [:],
      place: "\(place), layer '\(name)' (\(className))")
    function = try TensorFunction(config)
    try config.requireAllRead()
    operationClass = className
    let nodes = description["inbound_nodes"]?.array ?? []
    guard nodes.count == 1, let operands = nodes[0]["args"], nodes[0]["kwargs"]?.object?.isEmpty ?? true
    else {
      throw config.error("inbound_nodes", "Strata reads operations with one call, without arguments by name")
    }
    self.operands = operands
    var entry = description.object ?? [:]
    entry["name"] = nil
    entry["inbound_nodes"] = nil
    self.entry = entry
    super.init(name: name)
  }

  /// What stands for a tensor among the operands.
  static let placeholder = JSONValue.object(["class_name": .string("__keras_tensor__")])

  // MARK: Files

  override var className: String { operationClass }

  /// The operation with its calls, as Keras writes it.
  /// - Parameter calls: what describes the tensors of each call.
  func json(calledOn calls: [[JSONValue]]) -> JSONValue {
    let nodes = calls.map { tensors in
      var remaining = tensors[...]
      let arguments = Self.replacingTensors(operands) { _ in remaining.removeFirst() }
      return JSONValue.object(["args": arguments, "kwargs": .object([:])])
    }
    var object = entry
    object["name"] = .string(name)
    object["inbound_nodes"] = .array(nodes)
    return .object(object)
  }

  /// The places of the tensors that the operation of a file is called on.
  var places: [TensorPlace?] {
    var places: [TensorPlace?] = []
    _ = Self.replacingTensors(operands) {
      places.append(TensorPlace(argument: $0))
      return $0
    }
    return places
  }

  private static func replacingTensors(
    _ value: JSONValue, _ replacement: (JSONValue) -> JSONValue
  ) -> JSONValue {
    if value["class_name"]?.string == "__keras_tensor__" { return replacement(value) }
    return value.array.map { .array($0.map { replacingTensors($0, replacement) }) } ?? value
  }

  // MARK: Layer

  override var takesIntegers: Bool { true }

  override var autocast: Bool { false }

  override func validate(inputShapes: [PartialShape]) throws {
    var remaining = inputShapes[...]
    let operands = try flatOperands { remaining.popFirst().map { .tensor($0) } }
    guard remaining.isEmpty, !inputShapes.isEmpty else {
      throw Self.wrongOperands(name, "\(inputShapes.count) tensors")
    }
    try function.validate(operands, name)
  }

  override func createWeights(inputShapes: [PartialShape]) throws {}

  override func call(_ inputs: [Tensor], context: CallContext) throws -> [Tensor] {
    var remaining = inputs[...]
    let operands = try flatOperands { remaining.popFirst().map { .tensor($0) } }
    let values = try operands.map { operand in
      switch operand {
      case .tensor(let tensor): return tensor
      case .number(let number): return inputs[0].scalarOperand(number)
      case .integer(let number):
        guard inputs[0].dtype.holds(number) else { throw Self.wrongOperands(name, "\(number)") }
        return inputs[0].scalarOperand(number)
      }
    }
    return [try function.compute(values)]
  }

  /// The operands in their order, whether or not they are in a list.
  private func flatOperands<Value>(_ nextTensor: () -> Operand<Value>?) throws -> [Operand<Value>] {
    let values = operands.array ?? []
    let listed = values.count == 1 ? values[0].array ?? values : values
    return try listed.map { value in
      switch value {
      case .integer(let number): return .integer(number)
      case .number(let number): return .number(number)
      case .object:
        guard let tensor = nextTensor() else { throw Self.wrongOperands(name, "fewer tensors") }
        return tensor
      default: throw Self.wrongOperands(name, value.shortText)
      }
    }
  }

  private static func wrongOperands(_ name: String, _ found: String) -> StrataError {
    .invalidArgument(owner: name, argument: "operands", expected: "tensors and numbers", found: found)
  }
}

extension DType {
  /// Whether a number can be one of its elements, if need be rounded.
  fileprivate func holds(_ number: Int) -> Bool {
    switch self {
    case .uint8: UInt8(exactly: number) != nil
    case .int32, .bool: Int32(exactly: number) != nil
    case .uint32: UInt32(exactly: number) != nil
    case .int64, .float16, .bfloat16, .float32, .float64: true
    }
  }
}

/// What an operation works on; of a tensor, what is known of it.
enum Operand<Value> {
  case tensor(Value)
  case integer(Int)
  case number(Double)
}
