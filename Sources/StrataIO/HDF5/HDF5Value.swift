import StrataGraph

/// What an attribute or a dataset holds: numbers or texts.
public enum HDF5Value: Hashable, Sendable {
  /// Numbers or truth values.
  case array(HostArray)
  /// Texts in row-major order; the shape is empty for a single one.
  case texts([String], shape: [Int])

  /// A single text.
  public static func text(_ text: String) -> HDF5Value { .texts([text], shape: []) }
  /// A list of texts.
  public static func texts(_ texts: [String]) -> HDF5Value { .texts(texts, shape: [texts.count]) }

  /// The numbers, or nil if there are texts.
  public var array: HostArray? {
    guard case .array(let array) = self else { return nil }
    return array
  }

  /// The texts, or nil if there are numbers. A list without elements counts as texts, since h5py writes empty lists
  /// as numbers.
  public var texts: [String]? {
    switch self {
    case .texts(let texts, _): texts
    case .array(let array): array.type.count == 0 ? [] : nil
    }
  }

  /// The text, or nil if there is not exactly one.
  public var text: String? {
    guard case .texts(let texts, _) = self, texts.count == 1 else { return nil }
    return texts[0]
  }
}

extension HDF5Value: ExpressibleByStringLiteral {
  /// A single text.
  public init(stringLiteral text: String) { self = .text(text) }
}
