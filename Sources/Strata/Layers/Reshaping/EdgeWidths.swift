/// How much is added to the edges of an image or taken from them: one number for all edges, such as `1`; one for
/// above and below and one for the sides, such as `[1, 2]`; or one for each, `[[top, bottom], [left, right]]`.
public protocol EdgeWidths: Sendable {
  /// `[[top, bottom], [left, right]]`, if the lists have the right lengths, which the layer checks when it is built.
  var perEdge: [[Int]] { get }
}

extension Int: EdgeWidths {
  /// The number for all edges.
  public var perEdge: [[Int]] { [[self, self], [self, self]] }
}

extension Array: EdgeWidths where Element: IntegerOrList {
  /// What is given for the rows, and what for the columns.
  public var perEdge: [[Int]] { map { $0.perAxis(2) } }
}

extension Layer {
  /// Throws unless there is one width, within 32 bits, for each edge of an image.
  func requireEdgeWidths(_ widths: [[Int]], _ argument: String) throws {
    try require(
      widths.map(\.count) == [2, 2] && widths.joined().allSatisfy { 0...Int(Int32.max) ~= $0 }, argument,
      expected: "an integer, two, or [[top, bottom], [left, right]], not negative", found: widths)
  }
}

extension Config {
  /// A number for all edges, one for the rows and one for the columns, or one for each edge.
  func edgeWidths(_ argument: String, default other: Int) throws -> any EdgeWidths {
    guard let value = json(argument) else { return other }
    if let width = value.integer { return width }
    let widths = value.array?.compactMap { side -> [Int]? in
      if let width = side.integer { return [width, width] }
      let pair = side.array?.compactMap(\.integer)
      return pair?.count == side.array?.count ? pair : nil
    }
    guard let widths, widths.count == value.array?.count else {
      throw error(
        argument,
        "must be a whole number, a list of two, or [[top, bottom], [left, right]], not \(value.shortText)")
    }
    return widths
  }
}
