/// The policies of layers by their place in the model. Keras's `DTypePolicyMap`, without the default, which
/// `DTypePolicy.map(_:default:)` has.
///
/// ```swift
/// setDTypePolicy(.map([".*/logits": .float32, "encoder/.*": .float16], default: .mixedBFloat16))
/// ```
///
/// A key is the path of a layer, or a regular expression that matches the whole of it. A key that is the path counts
/// before those that match it.
public struct DTypePolicyMap: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  let policies: PathMap<DTypePolicy>

  public init(dictionaryLiteral policies: (String, DTypePolicy)...) { self.init(policies) }

  /// The same from keys and policies that are not written down. Stops with a message if a key stands there twice, or
  /// a policy is a map itself.
  public init(_ policies: some Sequence<(String, DTypePolicy)>) {
    let policies = Array(policies)
    var known: Set<String> = []
    for (key, policy) in policies {
      require(known.insert(key).inserted, "the key '\(key)' of a policy map stands there twice")
      require(!policy.isMap, "the policy under the key '\(key)' is a map itself; the keys belong into one")
    }
    self.policies = PathMap(policies)
  }
}
