import Foundation

/// Letters made of strokes, for drawings that become pixels; SVG uses the reader's fonts, which are about as wide.
///
/// A glyph is drawn on a grid 13 units high: descenders go down to 0, the baseline is at 3, small letters reach up to
/// 9 and capitals to 12 (`c`). Each stroke lists points of two hexadecimal digits, x and y; one after `~` is the control
/// point of a curve from the point before it to the one behind it.
enum StrokeFont {
  /// A stroke in units of the font size, from the baseline upwards.
  typealias StrokePath = [Point]

  private static let unit = (x: 0.076, y: 0.08)
  private static let spacing = 2.3
  private static let blank = 2.2

  /// The width of a text.
  static func width(_ string: String, size: Double) -> Double {
    glyphs(of: string).reduce(0) { $0 + $1.advance } * size
  }

  /// As much of a text as fits into a width, with `…` for what was left out.
  static func fitted(_ string: String, size: Double, width: Double) -> String {
    if self.width(string, size: size) <= width { return string }
    var kept = string
    while !kept.isEmpty, self.width(kept + "…", size: size) > width { kept.removeLast() }
    return kept + "…"
  }

  /// The strokes of a text that starts at the origin.
  static func strokes(_ string: String, size: Double) -> [StrokePath] {
    var position = 0.0
    var strokes: [StrokePath] = []
    for glyph in glyphs(of: string) {
      strokes += glyph.strokes.map { $0.map { Point(($0.x + position) * size, $0.y * size) } }
      position += glyph.advance
    }
    return strokes
  }

  private struct Glyph: Sendable {
    var strokes: [StrokePath]
    var advance: Double

    /// The glyph with an accent in the middle above it.
    func with(_ accent: [StrokePath]) -> Glyph {
      let top = strokes.joined().map(\.y).max() ?? 0
      let middle = (strokes.joined().map(\.x).max() ?? 0) / 2
      let raised = accent.map { $0.map { Point($0.x + middle - unit.x, $0.y + top + 1.5 * unit.y) } }
      return Glyph(strokes: strokes + raised, advance: advance)
    }
  }

  /// A box stands for what the font does not have.
  private static func glyphs(of string: String) -> [Glyph] {
    var glyphs: [Glyph] = []
    for scalar in string.decomposedStringWithCanonicalMapping.unicodeScalars {
      if let accent = accents[scalar], let letter = glyphs.popLast() {
        glyphs.append(letter.with(accent))
      } else if scalar.properties.canonicalCombiningClass == .notReordered {
        glyphs.append(known[Character(scalar)] ?? missing)
      }
    }
    return glyphs
  }

  private static let missing = glyph("0c 5c 53 03 0c")
  private static let known: [Character: Glyph] = {
    var glyphs = strokeFontGlyphs.mapValues(glyph)
    glyphs[" "] = Glyph(strokes: [], advance: (blank + spacing) * unit.x)
    // Digits stand in columns.
    for digit in "0123456789" { glyphs[digit]!.advance = (5 + spacing) * unit.x }
    return glyphs
  }()

  /// The accents of Latin letters, two units wide, from the baseline upwards.
  private static let accents: [Unicode.Scalar: [StrokePath]] = [
    "\u{300}": "05 23", "\u{301}": "03 25", "\u{302}": "03 15 23", "\u{303}": "03 ~05 14 ~13 25",
    "\u{308}": "04 04|24 24", "\u{30A}": "14 ~24 25 ~26 16 ~06 05 ~04 14", "\u{30C}": "05 13 25",
  ].mapValues { $0.split(separator: "|").map(stroke) }

  private static func glyph(_ description: String) -> Glyph {
    let strokes = description.split(separator: "|").map(stroke)
    let width = strokes.joined().map(\.x).max() ?? 0
    return Glyph(strokes: strokes, advance: width + spacing * unit.x)
  }

  private static func stroke(_ description: Substring) -> StrokePath {
    var path: StrokePath = []
    var control: Point?
    for token in description.split(separator: " ") {
      let digits = token.drop { $0 == "~" }.compactMap(\.hexDigitValue)
      let point = Point(Double(digits[0]) * unit.x, Double(digits[1] - 3) * unit.y)
      if token.hasPrefix("~") {
        control = point
      } else if let bend = control, let start = path.last {
        path += curve(start, bend, point)
        control = nil
      } else {
        path.append(point)
      }
    }
    return path
  }

  /// Points on a quadratic Bézier curve, without its start.
  private static func curve(_ start: Point, _ bend: Point, _ end: Point) -> [Point] {
    let pieces = 6
    return (1...pieces).map { piece in
      let t = Double(piece) / Double(pieces)
      func blend(_ a: Double, _ b: Double, _ c: Double) -> Double {
        (1 - t) * (1 - t) * a + 2 * t * (1 - t) * b + t * t * c
      }
      return Point(blend(start.x, bend.x, end.x), blend(start.y, bend.y, end.y))
    }
  }
}
