import StrataIO

/// The config of an object in a file: the arguments to make it with, by Keras's names.
///
/// Each argument that is read is taken note of, so that one that nobody asks for is an error, not a difference from
/// Keras that shows only in the numbers.
public final class Config {
  /// The class in the file, such as `Conv2D`.
  public let className: String
  /// Where in the file the config stands, for messages.
  public let place: String
  private let arguments: JSONObject
  private var unread: Set<String>

  init(className: String, arguments: JSONObject, place: String) {
    self.className = className
    self.arguments = arguments
    self.place = place
    unread = Set(arguments.keys)
  }

  // MARK: What layers have in common

  /// The name of the layer, nil if the file gives none.
  public var name: String? { get throws { try optionalString("name") } }

  /// Whether training changes the weights.
  public var trainable: Bool { get throws { try bool("trainable", default: true) } }

  // MARK: Arguments of one kind

  /// A whole number. Those beyond ±2³¹, which no count, size or position is, are an error.
  public func int(_ argument: String, default other: Int? = nil) throws -> Int {
    try value(argument, "a whole number", default: other) { Self.wholeNumber($0) }
  }

  /// A whole number or nil.
  public func optionalInt(_ argument: String) throws -> Int? {
    try optional(argument, "a whole number or null") { Self.wholeNumber($0) }
  }

  /// The seed of a random stream, which may be larger than other whole numbers, or nil.
  public func optionalSeed(_ argument: String) throws -> Int? {
    try optional(argument, "a whole number or null") { $0.integer ?? $0.double.flatMap { Int(exactly: $0) } }
  }

  /// A number.
  public func double(_ argument: String, default other: Double? = nil) throws -> Double {
    try value(argument, "a number", default: other) { $0.double }
  }

  /// A number or nil.
  public func optionalDouble(_ argument: String) throws -> Double? {
    try optional(argument, "a number or null") { $0.double }
  }

  /// A number in a range.
  public func double(
    _ argument: String, default other: Double? = nil, in range: some RangeExpression<Double>
  ) throws -> Double {
    let value = try double(argument, default: other)
    guard range.contains(value) else {
      throw error(argument, "must be \(Self.words(for: range)), not \(value)")
    }
    return value
  }

  /// A whole number in a range.
  public func int(
    _ argument: String, default other: Int? = nil, in range: some RangeExpression<Int>
  ) throws -> Int {
    let value = try int(argument, default: other)
    guard range.contains(value) else {
      throw error(argument, "must be \(Self.words(for: range)), not \(value)")
    }
    return value
  }

  private static func words(for range: Any) -> String {
    switch range {
    case let range as PartialRangeFrom<Int>: "at least \(range.lowerBound)"
    case let range as PartialRangeFrom<Double>: "at least \(range.lowerBound)"
    default: "in \(range)"
    }
  }

  /// A truth value.
  public func bool(_ argument: String, default other: Bool? = nil) throws -> Bool {
    try value(argument, "true or false", default: other) { $0.bool }
  }

  /// A text.
  public func string(_ argument: String, default other: String? = nil) throws -> String {
    try value(argument, "a text", default: other) { $0.string }
  }

  /// A text or nil.
  public func optionalString(_ argument: String) throws -> String? {
    try optional(argument, "a text or null") { $0.string }
  }

  /// Whole numbers: a list of them, or a single one.
  public func ints(_ argument: String, default other: [Int]? = nil) throws -> [Int] {
    try value(argument, "a whole number or a list of them", default: other) { value in
      if let number = Self.wholeNumber(value) { return [number] }
      guard let elements = value.array else { return nil }
      let numbers = elements.compactMap { Self.wholeNumber($0) }
      return numbers.count == elements.count ? numbers : nil
    }
  }

  /// Numbers: a list of them, an array, or a single one.
  public func doubles(_ argument: String, default other: [Double]? = nil) throws -> [Double] {
    try value(argument, "a list of numbers", default: other) { value in
      if let number = value.double { return [number] }
      let isArray = ["__tensor__", "__numpy__"].contains(value["class_name"]?.string)
      guard let elements = (isArray ? value["config"]?["value"] : value)?.array else { return nil }
      let numbers = elements.compactMap(\.double)
      return numbers.count == elements.count ? numbers : nil
    }
  }

  /// Whole numbers or nil.
  public func optionalInts(_ argument: String) throws -> [Int]? {
    try json(argument) == nil ? nil : ints(argument)
  }

  /// Numbers or nil.
  public func optionalDoubles(_ argument: String) throws -> [Double]? {
    try json(argument) == nil ? nil : doubles(argument)
  }

  /// A shape, nil for sizes that may vary.
  public func shape(_ argument: String) throws -> PartialShape {
    try value(argument, "a shape") { Self.shape($0) }
  }

  /// A shape or nil, nil for sizes that may vary.
  public func optionalShape(_ argument: String) throws -> PartialShape? {
    try optional(argument, "a shape or null") { Self.shape($0) }
  }

  /// One of the words that are the raw values of an enumeration.
  public func choice<Choice: CaseIterable & RawRepresentable<String>>(
    _ argument: String, default other: Choice? = nil
  ) throws -> Choice {
    let words = Choice.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    return try value(argument, "one of \(words)", default: other) { $0.string.flatMap(Choice.init) }
  }

  /// One of several words.
  public func choice<Choice>(
    _ argument: String, _ choices: KeyValuePairs<String, Choice>, default other: Choice? = nil
  ) throws -> Choice {
    let words = choices.map { "'\($0.key)'" }.joined(separator: ", ")
    return try value(argument, "one of \(words)", default: other) { value in
      choices.first { $0.key == value.string }?.value
    }
  }

  /// The value as the file has it, nil if it is missing or `null`.
  public func json(_ argument: String) -> JSONValue? {
    unread.remove(argument)
    guard let value = arguments[argument], !value.isNull else { return nil }
    return value
  }

  /// Whether the file gives a value for an argument, be it `null`.
  public func has(_ argument: String) -> Bool { arguments[argument] != nil }

  /// All arguments but some, for another object.
  func rest(without left: Set<String>) -> JSONObject {
    unread = []
    var rest = JSONObject()
    for (name, value) in arguments where !left.contains(name) { rest[name] = value }
    return rest
  }

  /// Takes note of an argument that has no effect in Strata.
  public func ignore(_ names: String...) { unread.subtract(names) }

  /// Throws unless an argument is missing, `null`, or has the only value that Strata can do.
  public func require(_ argument: String, _ only: JSONValue, because reason: String) throws {
    if let value = json(argument), value != only { throw error(argument, reason) }
  }

  // MARK: Arguments that are objects

  /// An initializer. The default is made only where it is needed: it draws a seed.
  public func initializer(
    _ argument: String, default other: @autoclosure () -> (any Initializer)? = nil
  ) throws -> any Initializer {
    try optionalObject(argument, Registry.initializers)
      ?? object(
        argument, Registry.initializers, default: other())
  }

  /// A regularizer, or nil for none.
  public func regularizer(_ argument: String) throws -> (any Regularizer)? {
    try optionalObject(argument, Registry.regularizers)
  }

  /// A constraint, or nil for none.
  public func constraint(_ argument: String) throws -> (any Constraint)? {
    try optionalObject(argument, Registry.constraints)
  }

  /// An activation function: the linear one for `null`, `other` if the file says nothing.
  public func activation(
    _ argument: String, default other: ActivationFunction = .linear
  ) throws -> ActivationFunction {
    try optionalObject(argument, Registry.activations) ?? (arguments[argument] == nil ? other : .linear)
  }

  /// A layer.
  public func layer(_ argument: String) throws -> Layer { try object(argument, Registry.layers) }

  /// A layer, or nil for none.
  public func optionalLayer(_ argument: String) throws -> Layer? {
    try optionalObject(argument, Registry.layers)
  }

  /// A list of layers.
  public func layers(_ argument: String) throws -> [Layer] {
    try list(argument).map { try Registry.layers.make(from: $0, place: "\(place), layer") }
  }

  /// A list as the file has it.
  func list(_ argument: String) throws -> [JSONValue] {
    try value(argument, "a list", default: nil) { $0.array }
  }

  func object<Object>(
    _ argument: String, _ table: ObjectTable<Object>, default other: Object? = nil
  ) throws -> Object {
    if let found = try optionalObject(argument, table) { return found }
    guard let other else { throw error(argument, "is missing; \(table.kind.withArticle) is expected") }
    return other
  }

  func optionalObject<Object>(_ argument: String, _ table: ObjectTable<Object>) throws -> Object? {
    try json(argument).map { try table.make(from: $0, place: "\(place), \(argument)") }
  }

  // MARK: Errors

  /// An error that names the place of an argument.
  public func error(_ argument: String, _ reason: String) -> StrataError {
    .invalidConfig(place: "\(place), \(argument)", reason: reason)
  }

  /// Throws if the file has an argument that nobody has read, and that is not `null`.
  func requireAllRead() throws {
    // Of a layer it was read before; losses and metrics have one too.
    if unread.contains("dtype"), let policy = try dtypePolicy, policy != .float32 {
      throw error("dtype", "Strata computes this in float32, not in \(policy)")
    }
    // Keras 2 wrote the shape of a model's input among the arguments of its first layer, where the model reads it.
    unread.remove("batch_input_shape")
    let left = arguments.keys.filter { unread.contains($0) && arguments[$0]?.isNull == false }
    guard let first = left.first else { return }
    throw error(
      first, "Strata's \(className) has no such argument, so the model would compute something else")
  }

  // MARK: Reading

  private func value<Value>(
    _ argument: String, _ expected: String, default other: Value? = nil, _ read: (JSONValue) -> Value?
  ) throws -> Value {
    guard let found = json(argument) else {
      guard let other else { throw error(argument, "is missing; \(expected) is expected") }
      return other
    }
    guard let value = read(found) else { throw mismatch(argument, expected, found) }
    return value
  }

  private func optional<Value>(
    _ argument: String, _ expected: String, _ read: (JSONValue) -> Value?
  ) throws -> Value? {
    guard let found = json(argument) else { return nil }
    guard let value = read(found) else { throw mismatch(argument, expected, found) }
    return value
  }

  private func mismatch(_ argument: String, _ expected: String, _ found: JSONValue) -> StrataError {
    if let number = found.integer, number.magnitude > Self.largestNumber {
      return error(argument, "must be at most \(Self.largestNumber), not \(number)")
    }
    return error(argument, "must be \(expected), not \(found.shortText)")
  }

  /// No count, size or position of a model is larger than this. Products of two of them cannot overflow.
  static let largestNumber = Int(Int32.max)

  private static func wholeNumber(_ value: JSONValue) -> Int? {
    guard let number = value.integer ?? value.double.flatMap({ Int(exactly: $0) }),
      -largestNumber...largestNumber ~= number
    else { return nil }
    return number
  }

  static func shape(_ value: JSONValue) -> PartialShape? {
    guard let elements = value.array else { return nil }
    var shape: PartialShape = []
    for element in elements {
      if element.isNull {
        shape.append(nil)
      } else if let size = wholeNumber(element), size >= 0 {
        shape.append(size)
      } else {
        return nil
      }
    }
    return shape
  }
}

extension JSONValue {
  /// The text for a message, cut where it is long.
  var shortText: String {
    let text = (try? text()) ?? "a value"
    return text.count <= 60 ? text : text.prefix(60) + "…"
  }
}

extension String {
  /// With `a` or `an` in front.
  fileprivate var withArticle: String { (first.map { "aeiou".contains($0) } == true ? "an " : "a ") + self }
}
