import StrataIO
import Synchronization

/// The classes of one kind that files may name, such as all initializers, with what makes an object of each.
public final class ObjectTable<Object>: Sendable {
  /// Makes an object out of its config.
  public typealias Maker = @Sendable (Config) throws -> Object

  /// What the objects are, such as `initializer`.
  let kind: String
  private let own: [String: Maker]
  /// Other names for the classes, as Keras takes them for strings: `mse` for `MeanSquaredError`.
  private let aliases: [String: String]
  private let registered = Mutex<[String: Maker]>([:])

  init(_ kind: String, aliases: [String: String] = [:], _ own: [String: Maker]) {
    self.kind = kind
    self.own = own
    self.aliases = aliases.merging(own.keys.map { (LayerNames.snakeCase($0), $0) }) { given, _ in given }
  }

  /// Makes a class known to files, or replaces what Strata makes of one.
  ///
  /// Nothing in a file is ever run: a class of one's own, or a Keras `Lambda`, is what the closure makes of it.
  /// - Parameters:
  ///   - className: the class in the file, such as `Scale`, with or without its package (`Custom>Scale`).
  ///   - make: makes the object. It reads the arguments that it needs; others are left alone.
  public func register(_ className: String, _ make: @escaping Maker) {
    registered.withLock { $0[className] = make }
  }

  /// Forgets a class that was registered.
  public func unregister(_ className: String) { registered.withLock { $0[className] = nil } }

  /// Whether a class has this name.
  func has(_ className: String) -> Bool { maker(className, registeredName: nil) != nil }

  // MARK: Making objects

  /// The object that a file describes, by name or by class and config.
  /// - Parameter place: where in the file it stands.
  func make(from value: JSONValue, place: String) throws -> Object {
    if let name = value.string {
      return try make(
        aliases[name] ?? name, config: [:], module: nil, registeredName: nil, place: "\(place) '\(name)'")
    }
    guard let className = value["class_name"]?.string else {
      throw StrataError.invalidConfig(place: place, reason: "\(kind) expected, found \(value.shortText)")
    }
    // A function of Keras: its config is its name.
    if className == "function", let name = value["config"]?.string {
      return try make(
        aliases[name] ?? name, config: [:], module: value["module"]?.string,
        registeredName: value["registered_name"]?.string, place: "\(place) '\(name)'")
    }
    guard className != "__lambda__" else {
      throw StrataError.unknownClass(kind: kind, className: "lambda", module: nil, place: place)
    }
    let arguments = value["config"]?.object ?? [:]
    let name = arguments["name"]?.string.map { " '\($0)'" } ?? ""
    return try make(
      className, config: arguments, module: value["module"]?.string,
      registeredName: value["registered_name"]?.string, place: "\(place)\(name) (\(className))")
  }

  private func make(
    _ className: String, config: JSONObject, module: String?, registeredName: String?, place: String
  ) throws -> Object {
    let config = Config(className: className, arguments: config, place: place)
    guard let (maker, isOwn) = maker(className, registeredName: registeredName) else {
      throw StrataError.unknownClass(kind: kind, className: className, module: module, place: place)
    }
    let object = try maker(config)
    if isOwn { try config.requireAllRead() }
    return object
  }

  private func maker(_ className: String, registeredName: String?) -> (maker: Maker, isOwn: Bool)? {
    let package = registeredName?.split(separator: ">", maxSplits: 1)
    let names = [registeredName, package?.last.map(String.init), className].compactMap { $0 }
    let given = registered.withLock { registered in names.compactMap { registered[$0] }.first }
    if let given { return (given, false) }
    // A class of another package with the name of one of Keras's is another class.
    if let package, package.count == 2 { return nil }
    return own[className].map { ($0, true) }
  }
}
