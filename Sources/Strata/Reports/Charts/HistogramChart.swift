/// The counts of a histogram as bars.
struct HistogramChart {
  var title: String
  var histogram: Histogram
  var xLabel: String
  var ink: Ink = .series(0)

  func drawing() -> Drawing {
    let edges = histogram.edges
    let highest = Double(histogram.counts.max() ?? 0)
    var plot = Plot(
      title: title, x: Axis(xLabel, from: edges[0], to: edges[edges.count - 1]),
      y: Axis("samples", from: 0, to: max(highest, 1), tickCount: 4, isInteger: true, widened: true))
    plot.draw { plot, drawing in
      drawBars(of: histogram, in: plot.area, highest: plot.y.high, ink, &drawing)
      drawZeroLine(plot, &drawing)
    }
    return plot.drawing
  }

  private func drawZeroLine(_ plot: Plot, _ drawing: inout Drawing) {
    guard plot.x.low < 0, plot.x.high > 0 else { return }
    let across = plot.place(0, plot.y.low).x
    drawing.line(
      [Point(across, plot.area.y), Point(across, plot.area.bottom)], Stroke(.axis, width: 1, isDashed: true))
  }
}

/// A bar for each interval of a histogram.
/// - Parameter highest: the count whose bar is as high as the area.
func drawBars(
  of histogram: Histogram, in area: Frame, highest: Double, _ ink: Ink, _ drawing: inout Drawing
) {
  let width = area.width / Double(histogram.counts.count)
  for (index, count) in histogram.counts.enumerated() where count > 0 {
    let height = max(Double(count) / highest * area.height, 0.75)
    let range = "\(compactNumber(histogram.edges[index])) to \(compactNumber(histogram.edges[index + 1]))"
    drawing.rectangle(
      Frame(area.x + Double(index) * width + 0.4, area.bottom - height, max(width - 0.8, 0.4), height), ink,
      tip: "\(range): \(groupedDigits(count))")
  }
}
