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

extension Config {
  /// One number for all spatial axes or one for each.
  func integerOrList(_ argument: String, default other: (any IntegerOrList)? = nil) throws
    -> any IntegerOrList
  {
    let numbers = try ints(argument, default: other?.integers)
    return numbers.count == 1 ? numbers[0] : numbers
  }

  /// The same, or nil.
  func optionalIntegerOrList(_ argument: String) throws -> (any IntegerOrList)? {
    json(argument) == nil ? nil : try integerOrList(argument)
  }
}

extension [Int] {
  /// A list of one as the number that it was given as.
  var integerIfSingle: any ConfigValue { count == 1 ? self[0] : self }
}
