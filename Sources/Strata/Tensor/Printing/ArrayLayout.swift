import StrataGraph

/// Where brackets, blanks and line breaks go when an array is printed: NumPy's rules with its default options.
struct ArrayLayout {
  private static let lineWidth = 75
  /// Arrays with more elements are abridged.
  private static let threshold = 1000
  /// How many entries stay at each end of an abridged axis.
  private static let edge = 3

  let shape: [Int]
  private let strides: [Int]
  private let isAbridged: Bool

  init(_ shape: [Int]) {
    self.shape = shape
    strides = rowMajorStrides(shape)
    isAbridged = shape.reduce(1, *) > Self.threshold
  }

  /// The positions along an axis that are printed; nil stands for those left out.
  private func entries(_ axis: Int) -> [Int?] {
    let size = shape[axis]
    guard isAbridged, size > 2 * Self.edge else { return Array(0..<size) }
    return Array(0..<Self.edge) + [nil] + Array((size - Self.edge)..<size)
  }

  /// The row-major positions of the elements that are printed.
  var printedPositions: [Int] {
    shape.indices.reduce([0]) { positions, axis in
      let steps = entries(axis).compactMap { $0 }.map { $0 * strides[axis] }
      return positions.flatMap { position in steps.map { position + $0 } }
    }
  }

  /// The array as text.
  /// - Parameter word: the text of the element at a row-major position.
  func text(_ word: (Int) -> String) -> String {
    if shape.contains(0) { return "[]" }
    return text(axis: 0, position: 0, width: Self.lineWidth, word)
  }

  /// One sub-array in brackets; its later lines are indented to stand behind the bracket.
  private func text(axis: Int, position: Int, width: Int, _ word: (Int) -> String) -> String {
    if axis == shape.count { return word(position) }
    let indent = String(repeating: " ", count: axis + 1)
    let parts = entries(axis).map { entry in
      entry.map { text(axis: axis + 1, position: position + $0 * strides[axis], width: width - 1, word) }
        ?? "..."
    }
    let isInnermost = axis == shape.count - 1
    let body =
      isInnermost
      ? Self.wrapped(parts, indent: indent, width: width - 1)
      : parts.joined(separator: String(repeating: "\n", count: shape.count - axis - 1) + indent)
    return "[\(body)]"
  }

  /// Words with blanks between them, in lines of at most `width` if possible.
  private static func wrapped(_ words: [String], indent: String, width: Int) -> String {
    var (lines, line) = ([String](), indent)
    for word in words {
      if line.count + word.count > width, line.count > indent.count {
        lines.append(line.withoutTrailingBlanks)
        line = indent
      }
      line += word + " "
    }
    line.removeLast()
    return (lines + [line]).joined(separator: "\n").dropFirst(indent.count).description
  }
}

extension String {
  fileprivate var withoutTrailingBlanks: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}
