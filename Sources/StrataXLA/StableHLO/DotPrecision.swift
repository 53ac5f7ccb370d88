import StrataGraph

/// How exactly a device multiplies the `float32` elements of dot products and convolutions.
public enum DotPrecision: String, Hashable, Sendable, CaseIterable {
  /// As fast as the device can: graphics processors of NVIDIA round each factor to the 10 bits of TF32, tensor processors
  /// to bfloat16. Sums are `float32`. JAX's default too.
  case fast = "default"
  /// Factors keep all their bits.
  case highest
}

extension DotPrecision {
  /// The variable of the environment that says which is wanted.
  static let variable = "STRATA_XLA_PRECISION"

  /// What the variables of the environment ask for.
  /// - Throws: `EngineError` if they ask for something unknown.
  init(environment: [String: String]) throws(EngineError) {
    let name = environment[Self.variable] ?? Self.fast.rawValue
    guard let precision = DotPrecision(rawValue: name) else {
      let known = Self.allCases.map(\.rawValue).joined(separator: " or ")
      throw EngineError("\(Self.variable) is \(known), not '\(name)'")
    }
    self = precision
  }

  /// The attribute of an operation with two factors.
  var attributes: [Attribute] {
    switch self {
    case .fast: []
    case .highest:
      [.raw("precision_config", "[#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]")]
    }
  }
}
