/// A drawing with a title, two axes and a legend, into which curves and bars are put.
struct Plot {
  private(set) var drawing: Drawing
  let x: Axis
  let y: Axis
  /// Where the axes span.
  let area: Frame

  /// What the legend says of a series.
  struct LegendEntry {
    var name: String
    var stroke: Stroke
  }

  private static let titleSize = 14.0
  private static let textSize = 12.0
  private static let legendLine = 18.0

  init(title: String, width: Double = 440, height: Double = 320, x: Axis, y: Axis, legend: [LegendEntry] = [])
  {
    self.x = x
    self.y = y
    drawing = Drawing(width: width, height: height)
    let tickWidth = y.ticks.map { StrokeFont.width($0.text, size: Self.textSize) }.max() ?? 0
    let left = 20 + tickWidth + (y.label.isEmpty ? 0 : 20)
    let lines = Self.wrapped(legend, width: width - left - 16)
    let top = 38 + Double(lines.count) * Self.legendLine
    let bottom = x.label.isEmpty ? 30.0 : 48
    area = Frame(left, top, width - left - 18, height - top - bottom)
    drawing.text(
      StrokeFont.fitted(title, size: Self.titleSize, width: width - 24), at: Point(12, 22),
      size: Self.titleSize,
      ink: .text, isBold: true)
    drawLegend(lines)
    drawAxes()
  }

  /// The place of a pair of numbers.
  func place(_ xValue: Double, _ yValue: Double) -> Point {
    Point(area.x + x.share(xValue) * area.width, area.bottom - y.share(yValue) * area.height)
  }

  /// Adds to the drawing, given this plot to place things with.
  mutating func draw(_ body: (Plot, inout Drawing) -> Void) {
    var drawing = drawing
    body(self, &drawing)
    self.drawing = drawing
  }

  private static func wrapped(_ legend: [LegendEntry], width: Double) -> [[LegendEntry]] {
    var lines: [[LegendEntry]] = []
    var used = Double.infinity
    for entry in legend {
      let needed = entryWidth(entry)
      if used + needed > width {
        lines.append([])
        used = 0
      }
      lines[lines.count - 1].append(entry)
      used += needed
    }
    return lines
  }

  private static func entryWidth(_ entry: LegendEntry) -> Double {
    56 + StrokeFont.width(entry.name, size: textSize)
  }

  private mutating func drawLegend(_ lines: [[LegendEntry]]) {
    for (row, line) in lines.enumerated() {
      var left = area.x
      let middle = 40 + Double(row) * Self.legendLine
      for entry in line {
        drawing.line([Point(left, middle), Point(left + 22, middle)], entry.stroke)
        drawing.text(entry.name, at: Point(left + 28, middle + 4), size: Self.textSize, ink: .text)
        left += Self.entryWidth(entry)
      }
    }
  }

  private mutating func drawAxes() {
    for tick in y.ticks {
      let height = place(x.low, tick.value).y
      drawing.line([Point(area.x, height), Point(area.right, height)], Stroke(.grid, width: 1))
      drawing.text(tick.text, at: Point(area.x - 8, height + 4), size: Self.textSize, anchor: .end)
    }
    drawing.line([Point(area.x, area.bottom), Point(area.right, area.bottom)], Stroke(.axis, width: 1))
    for tick in x.ticks {
      let across = place(tick.value, y.low).x
      drawing.line([Point(across, area.bottom), Point(across, area.bottom + 4)], Stroke(.axis, width: 1))
      drawing.text(tick.text, at: Point(across, area.bottom + 18), size: Self.textSize, anchor: .middle)
    }
    if !x.label.isEmpty {
      drawing.text(
        x.label, at: Point(area.x + area.width / 2, area.bottom + 38), size: Self.textSize, anchor: .middle)
    }
    if !y.label.isEmpty {
      drawing.text(
        y.label, at: Point(18, area.y + area.height / 2), size: Self.textSize, anchor: .middle,
        isUpright: true)
    }
  }
}
