/// A small histogram of one weight, one of many beside each other.
struct WeightPanel {
  var weight: WeightStatistics

  func drawing() -> Drawing {
    var drawing = Drawing(width: 220, height: 150)
    drawing.text(
      StrokeFont.fitted(weight.path, size: 12, width: 200), at: Point(10, 20), size: 12, ink: .text,
      isBold: true)
    drawing.text(
      StrokeFont.fitted(description, size: 10.5, width: 200), at: Point(10, 36), size: 10.5)
    let area = Frame(10, 46, 200, 78)
    let histogram = weight.histogram
    drawBars(
      of: histogram, in: area, highest: Double(max(histogram.counts.max() ?? 0, 1)), .series(0), &drawing)
    drawing.line([Point(area.x, area.bottom), Point(area.right, area.bottom)], Stroke(.axis, width: 1))
    let (low, high) = (histogram.edges[0], histogram.edges[histogram.edges.count - 1])
    drawing.text(compactNumber(low), at: Point(area.x, area.bottom + 16), size: 10.5)
    drawing.text(compactNumber(high), at: Point(area.right, area.bottom + 16), size: 10.5, anchor: .end)
    if low < 0, high > 0 { drawZero(area, -low / (high - low), &drawing) }
    return drawing
  }

  private var description: String {
    weight.nonFiniteCount > 0
      ? "\(groupedDigits(weight.nonFiniteCount)) of \(groupedDigits(weight.count)) are NaN or infinite"
      : "mean \(compactNumber(weight.mean)), deviation \(compactNumber(weight.standardDeviation))"
  }

  private func drawZero(_ area: Frame, _ share: Double, _ drawing: inout Drawing) {
    let across = area.x + share * area.width
    drawing.line(
      [Point(across, area.y), Point(across, area.bottom)], Stroke(.axis, width: 1, isDashed: true))
    if 0.3...0.7 ~= share {
      drawing.text("0", at: Point(across, area.bottom + 16), size: 10.5, anchor: .middle)
    }
  }
}
