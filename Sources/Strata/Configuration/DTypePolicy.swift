import StrataGraph
import StrataIO

/// The element types that a layer computes in and keeps its weights in.
///
/// A layer takes the policy that is current where it is made, and a file says the policy of each layer:
///
/// ```swift
/// let model = try withDTypePolicy(.mixedBFloat16) {
///   try Sequential {
///     Dense(512, activation: .relu)
///     withDTypePolicy(.float32) { Dense(10, activation: .softmax) }
///   }
/// }
/// ```
public struct DTypePolicy: Hashable, Sendable {
  /// Keras's name, such as `mixed_bfloat16`.
  public let name: String
  /// What a layer's inputs, and its weights where they are read, are converted to before it computes.
  public let computeDType: DType
  /// What weights are made in and kept in.
  public let variableDType: DType

  private init(_ name: String, compute: DType, variables: DType) {
    self.name = name
    computeDType = compute
    variableDType = variables
  }

  private init(_ dtype: DType) { self.init(dtype.name, compute: dtype, variables: dtype) }

  /// All in `float32`, the default.
  public static let float32 = DTypePolicy(.float32)
  /// All in `float64`.
  public static let float64 = DTypePolicy(.float64)
  /// All in `float16`, weights too.
  public static let float16 = DTypePolicy(.float16)
  /// All in `bfloat16`, weights too.
  public static let bfloat16 = DTypePolicy(.bfloat16)
  /// Computing in `float16`, with weights in `float32`. `compile` then scales the loss.
  public static let mixedFloat16 = DTypePolicy("mixed_float16", compute: .float16, variables: .float32)
  /// Computing in `bfloat16`, with weights in `float32`.
  public static let mixedBFloat16 = DTypePolicy("mixed_bfloat16", compute: .bfloat16, variables: .float32)

  static let all: [DTypePolicy] = [.float32, .float64, .float16, .bfloat16, .mixedFloat16, .mixedBFloat16]

  /// The policy with Keras's name: `float32`, `float64`, `float16`, `bfloat16`, `mixed_float16` or `mixed_bfloat16`.
  /// - Throws: `StrataError.invalidArgument` for another name.
  public init(name: String) throws {
    guard let policy = Self.all.first(where: { $0.name == name }) else {
      throw StrataError.invalidArgument(
        owner: "DTypePolicy", argument: "name", expected: Self.names, found: "'\(name)'")
    }
    self = policy
  }

  fileprivate static var names: String { "one of " + all.map { "'\($0.name)'" }.joined(separator: ", ") }
}

extension DTypePolicy: CustomStringConvertible {
  /// The name.
  public var description: String { name }
}

// MARK: - The current policy

extension DTypePolicy {
  /// The policy that layers take which are made now: that of `withDTypePolicy`, or else the one set for the whole
  /// process with `setDTypePolicy`, `float32` if none was.
  public static var current: DTypePolicy { scoped ?? CurrentPolicy.shared.policy }

  @TaskLocal fileprivate static var scoped: DTypePolicy?
}

/// Sets the policy that layers take which are made from now on, in the whole process; those that exist keep theirs.
public func setDTypePolicy(_ policy: DTypePolicy) { CurrentPolicy.shared.policy = policy }

/// Runs `body`, in which layers that are made take the given policy.
public func withDTypePolicy<Result>(
  _ policy: DTypePolicy, _ body: () throws -> Result
) rethrows -> Result {
  try DTypePolicy.$scoped.withValue(policy, operation: body)
}

/// The same for asynchronous code.
nonisolated(nonsending)
  public func withDTypePolicy<Result>(
    _ policy: DTypePolicy, _ body: nonisolated(nonsending) () async throws -> Result
  ) async rethrows -> Result
{
  try await DTypePolicy.$scoped.withValue(policy, operation: body)
}

// MARK: - Files

extension DTypePolicy: ConfigValue {
  /// As Keras writes it: an object with the name.
  public var json: JSONValue {
    .object([
      "module": .string("keras"), "class_name": .string("DTypePolicy"),
      "config": .object(["name": .string(name)]), "registered_name": .null,
    ])
  }
}

extension Config {
  /// The policy of the layer, nil if the file says none.
  var dtypePolicy: DTypePolicy? {
    get throws {
      guard let value = json("dtype") else { return nil }
      // Earlier versions of Keras called the class Policy or FloatDTypePolicy.
      let isPolicy = ["DTypePolicy", "FloatDTypePolicy", "Policy"].contains(value["class_name"]?.string)
      let name = value.string ?? (isPolicy ? value["config"]?["name"]?.string : nil)
      guard let policy = DTypePolicy.all.first(where: { $0.name == name }) else {
        throw error("dtype", "must be \(DTypePolicy.names), not \(value.shortText)")
      }
      return policy
    }
  }
}
