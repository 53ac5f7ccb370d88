/// A list of marks on a sheet of a given size, which can be written as SVG or painted as pixels.
///
/// Lengths are in pixels of a screen; the origin is the upper left corner and y grows downwards.
struct Drawing: Sendable {
  let width: Double
  let height: Double
  private(set) var marks: [Mark] = []

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// - Parameter tip: what a browser shows while the pointer is on the mark.
  mutating func add(_ shape: Shape, tip: String? = nil) { marks.append(Mark(shape: shape, tip: tip)) }

  mutating func line(_ points: [Point], _ stroke: Stroke, tip: String? = nil) {
    add(.polyline(points, stroke), tip: tip)
  }

  mutating func dot(_ center: Point, radius: Double, _ ink: Ink, opacity: Double = 1, tip: String? = nil) {
    add(.dot(center, radius: radius, Fill(ink, opacity: opacity)), tip: tip)
  }

  mutating func rectangle(_ frame: Frame, _ ink: Ink, opacity: Double = 1, tip: String? = nil) {
    add(.rectangle(frame, Fill(ink, opacity: opacity)), tip: tip)
  }

  mutating func text(
    _ string: String, at point: Point, size: Double = 12, ink: Ink = .muted, anchor: Label.Anchor = .start,
    isBold: Bool = false, isUpright: Bool = false
  ) {
    add(
      .label(
        Label(
          string: string, point: point, size: size, ink: ink, anchor: anchor, isBold: isBold,
          isUpright: isUpright)))
  }
}

/// A place on the sheet.
struct Point: Sendable, Hashable {
  var x: Double
  var y: Double

  init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }
}

/// An upright rectangle on the sheet.
struct Frame: Sendable, Hashable {
  var x: Double
  var y: Double
  var width: Double
  var height: Double

  init(_ x: Double, _ y: Double, _ width: Double, _ height: Double) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  var right: Double { x + width }
  var bottom: Double { y + height }
  var corners: [Point] { [Point(x, y), Point(right, y), Point(right, bottom), Point(x, bottom)] }
}

/// How a line is drawn.
struct Stroke: Sendable, Hashable {
  var ink: Ink
  var width: Double
  var isDashed: Bool
  var opacity: Double

  init(_ ink: Ink, width: Double = 2, isDashed: Bool = false, opacity: Double = 1) {
    (self.ink, self.width, self.isDashed, self.opacity) = (ink, width, isDashed, opacity)
  }

  /// The lengths of a dash and of the gap behind it.
  static let dashes = (on: 5.0, off: 4.0)
}

/// How an area is filled.
struct Fill: Sendable, Hashable {
  var ink: Ink
  var opacity: Double

  init(_ ink: Ink, opacity: Double = 1) { (self.ink, self.opacity) = (ink, opacity) }
}

/// Text on the sheet.
struct Label: Sendable, Hashable {
  enum Anchor: String, Sendable { case start, middle, end }

  var string: String
  /// On the baseline, at the start, middle or end of the text.
  var point: Point
  var size: Double
  var ink: Ink
  var anchor: Anchor
  var isBold: Bool
  /// Whether it is read from the bottom up.
  var isUpright: Bool
}

/// What can be drawn.
enum Shape: Sendable {
  case polyline([Point], Stroke)
  case polygon([Point], Fill)
  case rectangle(Frame, Fill)
  case dot(Point, radius: Double, Fill)
  case label(Label)
  case picture(Picture, Frame)
}

/// A shape and what is said about it.
struct Mark: Sendable {
  let shape: Shape
  let tip: String?
}
