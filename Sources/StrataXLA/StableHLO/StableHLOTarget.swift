/// What the text of a program is written for.
public struct StableHLOTarget: Hashable, Sendable {
  /// That of dot products and convolutions.
  public var precision: DotPrecision
  /// Whether the program runs on the host's processors, whose compiler makes more of some ways to write a thing.
  public var isOnHost: Bool

  public init(precision: DotPrecision = .fast, isOnHost: Bool = false) {
    self.precision = precision
    self.isOnHost = isOnHost
  }
}
