import StrataIO

/// The seed of an initializer: a given one, or one that was drawn as `setRandomSeed` determines.
struct InitializerSeed: Hashable, Sendable, ConfigValue {
  let value: Int
  private let isDrawn: Bool

  /// - Parameter given: nil to draw one.
  init(_ given: Int?) {
    value = given ?? GlobalRandom.drawSeed()
    isDrawn = given == nil
  }

  /// The given seed; null for a drawn one.
  var json: JSONValue { isDrawn ? .null : .integer(value) }

  /// A newly drawn seed, or the given one again.
  func redrawn() -> InitializerSeed { isDrawn ? InitializerSeed(nil) : self }
}
