/// Which axes of which weights are split among the devices of a mesh. Keras's `LayoutMap`.
///
/// ```swift
/// // The columns of one kernel and the rows of the next lie on different devices.
/// [".*/up/kernel": [nil, "model"], ".*/up/bias": ["model"], ".*/down/kernel": ["model", nil]]
/// ```
///
/// A key is the path of a weight, or a regular expression that matches the whole of it. The value has for each axis of
/// the weight the name of the axis of the mesh among whose devices it is split, or nil if it is not.
public struct LayoutMap: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  let layouts: PathMap<[String?]>

  public init(dictionaryLiteral layouts: (String, [String?])...) { self.init(layouts) }

  /// The same from keys and values that are not written down.
  public init(_ layouts: some Sequence<(String, [String?])>) { self.layouts = PathMap(layouts) }
}
