import Foundation

/// Paper made of pixels, on which a drawing is painted with smooth edges.
struct Canvas {
  let width: Int
  let height: Int
  private let scale: Double
  private let palette: Palette
  private var pixels: [UInt8]

  /// Paints a drawing.
  /// - Parameter scale: pixels for each unit of the drawing.
  init(_ drawing: Drawing, scale: Double, palette: Palette = .light) {
    self.scale = scale
    self.palette = palette
    width = max(1, Int((drawing.width * scale).rounded()))
    height = max(1, Int((drawing.height * scale).rounded()))
    let paper = palette[.surface]
    pixels = (0..<width * height).flatMap { _ in [paper.red, paper.green, paper.blue] }
    for mark in drawing.marks { paint(mark.shape) }
  }

  var picture: Picture { Picture(pixels: pixels, width: width, height: height, format: .rgb) }

  private mutating func paint(_ shape: Shape) {
    switch shape {
    case .polyline(let points, let stroke):
      let strokes = stroke.isDashed ? dashed(points) : [points]
      paint(strokes.map(scaled), width: stroke.width * scale, Fill(stroke.ink, opacity: stroke.opacity))
    case .polygon(let points, let fill):
      paint(polygon: scaled(points), fill)
    case .rectangle(let frame, let fill):
      paint(polygon: scaled(frame.corners), fill)
    case .dot(let center, let radius, let fill):
      paint([scaled([center])], width: 2 * radius * scale, fill)
    case .label(let label):
      paint(
        strokes(of: label).map(scaled), width: label.size * scale * (label.isBold ? 0.135 : 0.085),
        Fill(label.ink))
    case .picture(let picture, let frame):
      paint(picture, frame)
    }
  }

  private func scaled(_ points: [Point]) -> [Point] { points.map { Point($0.x * scale, $0.y * scale) } }

  private func strokes(of label: Label) -> [[Point]] {
    let width = StrokeFont.width(label.string, size: label.size)
    let shift =
      switch label.anchor {
      case .start: 0.0
      case .middle: -width / 2
      case .end: -width
      }
    return StrokeFont.strokes(label.string, size: label.size).map { stroke in
      stroke.map { point in
        let (along, up) = (point.x + shift, point.y)
        return label.isUpright
          ? Point(label.point.x - up, label.point.y - along)
          : Point(label.point.x + along, label.point.y - up)
      }
    }
  }

  // MARK: Lines

  /// Paints all strokes as one: where they overlap, the ink is not thicker. Ends and corners are round.
  private mutating func paint(_ strokes: [[Point]], width lineWidth: Double, _ fill: Fill) {
    let points = strokes.joined().filter { $0.x.isFinite && $0.y.isFinite }
    let reach = lineWidth / 2 + 1
    guard
      var coverage = Coverage(
        points, reach: reach, columns: width, rows: height)
    else { return }
    for stroke in strokes where !stroke.isEmpty {
      for index in 0..<max(1, stroke.count - 1) {
        coverage.add(from: stroke[index], to: stroke[min(index + 1, stroke.count - 1)], width: lineWidth)
      }
    }
    blend(coverage, fill)
  }

  /// The dashes of a line.
  private func dashed(_ points: [Point]) -> [[Point]] {
    guard var start = points.first else { return [] }
    let lengths = [Stroke.dashes.on, Stroke.dashes.off]
    var dashes: [[Point]] = []
    var dash = [start]
    var phase = 0
    var left = lengths[0]
    for end in points.dropFirst() {
      var distance = hypot(end.x - start.x, end.y - start.y)
      while distance > left {
        let share = left / distance
        start = Point(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)
        distance -= left
        if phase == 0 { dashes.append(dash + [start]) }
        dash = [start]
        phase = 1 - phase
        left = lengths[phase]
      }
      left -= distance
      start = end
      dash.append(end)
    }
    return phase == 0 ? dashes + [dash] : dashes
  }

  // MARK: Areas

  private mutating func paint(polygon points: [Point], _ fill: Fill) {
    guard var coverage = Coverage(points, reach: 1, columns: width, rows: height) else { return }
    coverage.add(polygon: points)
    blend(coverage, fill)
  }

  private mutating func blend(_ coverage: Coverage, _ fill: Fill) {
    let color = palette[fill.ink]
    let channels = [Float(color.red), Float(color.green), Float(color.blue)]
    for row in coverage.rows {
      for column in coverage.columns {
        let share = min(coverage[row, column], 1) * Float(fill.opacity)
        guard share > 0 else { continue }
        let start = (row * width + column) * 3
        for channel in 0..<3 {
          let old = Float(pixels[start + channel])
          pixels[start + channel] = UInt8((old + (channels[channel] - old) * share).rounded())
        }
      }
    }
  }

  // MARK: Pictures

  /// Pixels of a picture become rectangles with sharp edges.
  private mutating func paint(_ picture: Picture, _ frame: Frame) {
    let (left, top) = (Int((frame.x * scale).rounded()), Int((frame.y * scale).rounded()))
    let (right, bottom) = (Int((frame.right * scale).rounded()), Int((frame.bottom * scale).rounded()))
    for row in max(top, 0)..<max(top, 0, min(bottom, height)) {
      for column in max(left, 0)..<max(left, 0, min(right, width)) {
        let color = picture.color(
          row: (row - top) * picture.height / (bottom - top),
          column: (column - left) * picture.width / (right - left))
        let start = (row * width + column) * 3
        (pixels[start], pixels[start + 1], pixels[start + 2]) = (color.red, color.green, color.blue)
      }
    }
  }
}
