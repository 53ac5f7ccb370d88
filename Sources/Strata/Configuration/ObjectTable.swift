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
  private let ignoresCase: Bool
  private let making: Making
  private let registered = Mutex<[String: Maker]>([:])

  /// Makes an object with what is common to all classes.
  typealias Making = @Sendable (_ config: Config, _ make: Maker) throws -> Object

  /// - Parameters:
  ///   - ignoresCase: whether names count as the same that differ in capitals only.
  ///   - making: reads the arguments that all classes have and that their makers do not know of.
  init(
    _ kind: String, aliases: [String: String] = [:], ignoresCase: Bool = false, _ own: [String: Maker],
    making: @escaping Making = { config, make in try make(config) }
  ) {
    self.kind = kind
    self.own = own
    self.ignoresCase = ignoresCase
    self.making = making
    let usual = own.keys.map { ignoresCase ? ($0.lowercased(), $0) : (LayerNames.snakeCase($0), $0) }
    self.aliases = aliases.merging(usual) { given, _ in given }
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

  /// The names of Strata's own classes.
  var ownClassNames: [String] { own.keys.sorted() }

  /// Whether a class has this name.
  func has(_ className: String) -> Bool { known(className, registeredName: nil) != nil }

  // MARK: Making objects

  /// The object that a file describes, by name or by class and config.
  /// - Parameter place: where in the file it stands.
  func make(from value: JSONValue, place: String) throws -> Object {
    if let name = value.string {
      return try make(name, config: [:], module: nil, registeredName: nil, place: "\(place) '\(name)'")
    }
    guard let className = value["class_name"]?.string else {
      throw StrataError.invalidConfig(place: place, reason: "\(kind) expected, found \(value.shortText)")
    }
    // A function: its config is its name, with the package if it is not one of Keras's.
    if className == "function", let name = value["config"]?.string {
      let registeredName = name.contains(">") ? name : nil
      return try make(
        name.split(separator: ">", maxSplits: 1).last.map(String.init) ?? name, config: [:],
        module: value["module"]?.string, registeredName: registeredName, place: "\(place) '\(name)'")
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
    guard let known = known(className, registeredName: registeredName) else {
      throw StrataError.unknownClass(kind: kind, className: className, module: module, place: place)
    }
    let config = Config(className: known.className, arguments: config, place: place)
    let object = try making(config, known.make)
    if known.isOwn { try config.requireAllRead() }
    return object
  }

  /// The class with the given name or alias, and what makes an object of it.
  private func known(
    _ className: String, registeredName: String?
  ) -> (className: String, make: Maker, isOwn: Bool)? {
    // Legacy files have the package in the name of the class.
    let registeredName = registeredName ?? (className.contains(">") ? className : nil)
    let package = registeredName?.split(separator: ">", maxSplits: 1)
    let names = [registeredName, package?.last.map(String.init), className].compactMap { $0 }
    let given = registered.withLock { registered in names.compactMap { registered[$0] }.first }
    if let given { return (className, given, false) }
    // A class of another package with the name of one of Keras's is another class.
    if let package, package.count == 2 { return nil }
    if let make = own[className] { return (className, make, true) }
    guard let alias = aliases[ignoresCase ? className.lowercased() : className] else { return nil }
    return own[alias].map { (alias, $0, true) }
  }
}
