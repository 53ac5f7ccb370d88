/// An integer or a list of integers: `3` or `[3, 5]`.
///
/// Sizes of an image layer may be given as one number for all spatial axes or as one for each; axes as one or
/// several.
public protocol IntegerOrList: Sendable {
  /// The integers; a single one if `self` is an integer.
  var integers: [Int] { get }

  /// One number for each of `count` axes: an integer stands for all of them.
  func perAxis(_ count: Int) -> [Int]
}

extension Int: IntegerOrList {
  /// The integers.
  public var integers: [Int] { [self] }
  /// One number for each of `count` axes.
  public func perAxis(_ count: Int) -> [Int] { [Int](repeating: self, count: count) }
}

extension [Int]: IntegerOrList {
  /// The integers.
  public var integers: [Int] { self }
  /// The list itself, whose length the layer checks when it is built.
  public func perAxis(_ count: Int) -> [Int] { self }
}
