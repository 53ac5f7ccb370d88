import Strata
import StrataIO

/// An input or an output of a model.
struct ModelPort: CustomStringConvertible {
  let name: String
  /// With the batch axis in front; nil if it is not known.
  let shape: [Int?]?

  /// As in `'image' (None, 28, 28, 1)`.
  var description: String {
    let sizes = shape.map { shape in shape.map { $0.map(String.init) ?? "None" }.joined(separator: ", ") }
    return "'\(name)'" + (sizes.map { " (\($0))" } ?? "")
  }

  var json: JSONValue {
    .object(["name": .string(name), "shape": shape.map { JSONValue(shape: $0) } ?? .null])
  }
}

extension Model {
  var inputPorts: [ModelPort] {
    ports(inputNames, inputShapes)
  }

  var outputPorts: [ModelPort] {
    ports(outputNames, inputShapes.flatMap { try? outputShapes(for: $0) })
  }

  private func ports(_ names: [String], _ shapes: [[Int?]]?) -> [ModelPort] {
    names.enumerated().map { position, name in ModelPort(name: name, shape: shapes?[position]) }
  }

  /// What an argument given once for each input or output has.
  /// - Throws: `CommandError` if there are not as many as the model has.
  func require(_ arguments: [String], _ option: String, oneForEach ports: [ModelPort], _ kind: String) throws
  {
    guard ports.isEmpty || arguments.count == ports.count else {
      let list = ports.map(\.description).joined(separator: ", ")
      throw CommandError(
        """
        the model '\(name)' has \(ports.count) \(kind)\(ports.count == 1 ? "" : "s"), \(list); \(option) is given \
        \(arguments.count == 1 ? "once" : "\(arguments.count) times")
        """)
    }
  }
}
