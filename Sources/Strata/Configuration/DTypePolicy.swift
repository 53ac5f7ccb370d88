import StrataGraph

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
///
/// A map has policies for layers by their paths:
///
/// ```swift
/// setDTypePolicy(.map([".*/logits": .float32], default: .mixedBFloat16))
/// ```
public struct DTypePolicy: Hashable, Sendable {
  /// Keras's name, such as `mixed_bfloat16`; that of a map is its default's behind `map_`.
  public let name: String
  /// What a layer's inputs, and its weights where they are read, are converted to before it computes.
  public let computeDType: DType
  /// What weights are made in and kept in.
  public let variableDType: DType
  /// The policies of a map beside its default.
  let map: DTypePolicyMap?

  private init(_ name: String, compute: DType, variables: DType, map: DTypePolicyMap? = nil) {
    self.name = name
    computeDType = compute
    variableDType = variables
    self.map = map
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

  static var names: String { "one of " + all.map { "'\($0.name)'" }.joined(separator: ", ") }
}

// MARK: - Maps

extension DTypePolicy {
  /// A policy that says for each layer what it computes in, by the layer's path (`layer.path`). A layer looks its own
  /// up when it is built, and so does each of the layers within it.
  ///
  /// As long as a layer is not built, `computeDType` and `variableDType` are those of the default.
  /// - Parameter default: the policy of layers that no key matches; that which is current if nil, or its default where
  ///   that is a map. Stops with a message if it is a map itself.
  public static func map(_ policies: DTypePolicyMap, default other: DTypePolicy? = nil) -> DTypePolicy {
    let other = other ?? current.default
    Strata.require(!other.isMap, "the default of a policy map is a map itself")
    return DTypePolicy(
      "map_\(other.name)", compute: other.computeDType, variables: other.variableDType, map: policies)
  }

  /// Whether this is a map.
  public var isMap: Bool { map != nil }

  /// The default of a map, and any other policy itself.
  public var `default`: DTypePolicy {
    Self.all.first { $0.computeDType == computeDType && $0.variableDType == variableDType }!
  }

  /// The policy of the layer with a path: of a map that under the path itself, or else under the only key that is a
  /// regular expression for the whole of it, or else the default; any other policy is the same for all layers.
  /// - Throws: `StrataError.invalidArgument` if several keys match, or one is no regular expression.
  public func policy(at path: String) throws -> DTypePolicy {
    try map?.policies.value(for: path, argument: "its dtypePolicy") ?? self.default
  }

  /// All policies that `policy(at:)` may give.
  var possible: [DTypePolicy] { [self.default] + (map?.policies.entries.map(\.value) ?? []) }
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
