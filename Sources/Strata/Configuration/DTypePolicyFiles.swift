import StrataIO

extension DTypePolicy: ConfigValue {
  /// As Keras writes it: an object with the name, or with the policies of a map.
  public var json: JSONValue {
    guard let map else { return object("keras", "DTypePolicy", ["name": .string(name)]) }
    var policies = JSONObject()
    for entry in map.policies.entries { policies[entry.key] = entry.value.json }
    return object(
      "keras.dtype_policies", "DTypePolicyMap",
      ["default_policy": self.default.json, "policy_map": .object(policies)])
  }

  private func object(_ module: String, _ className: String, _ config: JSONObject) -> JSONValue {
    .object([
      "module": .string(module), "class_name": .string(className), "config": .object(config),
      "registered_name": .null,
    ])
  }
}

extension Config {
  /// The policy of the layer, nil if the file says none.
  var dtypePolicy: DTypePolicy? {
    get throws {
      guard let value = json("dtype") else { return nil }
      guard value["class_name"]?.string == "DTypePolicyMap" else { return try policy(value) }
      return try policyMap(value["config"] ?? .null)
    }
  }

  private func policyMap(_ config: JSONValue) throws -> DTypePolicy {
    guard let policies = config["policy_map"]?.object else {
      throw error("dtype", "must have a policy_map, not \(config.shortText)")
    }
    let given = config["default_policy"] ?? .null
    return .map(
      DTypePolicyMap(try policies.map { ($0, try policy($1)) }),
      default: given.isNull ? nil : try policy(given))
  }

  private func policy(_ value: JSONValue) throws -> DTypePolicy {
    // Earlier versions of Keras called the class Policy or FloatDTypePolicy.
    let isPolicy = ["DTypePolicy", "FloatDTypePolicy", "Policy"].contains(value["class_name"]?.string)
    let name = isPolicy ? value["config"]?["name"] : value
    // Keras writes no names in a map without a default, and takes the policy that is current when it reads them.
    if isPolicy, name?.isNull != false { return DTypePolicy.current.default }
    guard let policy = DTypePolicy.all.first(where: { $0.name == name?.string }) else {
      throw error("dtype", "must be \(DTypePolicy.names), not \(value.shortText)")
    }
    return policy
  }
}
