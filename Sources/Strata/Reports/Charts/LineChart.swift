/// Curves in a plot.
struct LineChart {
  struct Series {
    /// What the legend says; empty for a curve that it leaves out.
    var name: String
    /// In the order in which they are connected; a point that is not finite interrupts the curve.
    var points: [Point]
    var stroke: Stroke
    /// Whether the area down to the axis is tinted.
    var isFilled = false
    /// Whether each point is marked, with its numbers as tips.
    var isMarked = false
  }

  var title: String
  var x: Axis
  var y: Axis
  var series: [Series]
  var height = 320.0

  func drawing() -> Drawing {
    let legend = series.filter { !$0.name.isEmpty }
      .map { Plot.LegendEntry(name: $0.name, stroke: $0.stroke) }
    var plot = Plot(title: title, height: height, x: x, y: y, legend: legend.count > 1 ? legend : [])
    plot.draw { plot, drawing in
      for one in series where one.isFilled { fill(one, plot, &drawing) }
      for one in series { draw(one, plot, &drawing) }
    }
    return plot.drawing
  }

  private func fill(_ series: Series, _ plot: Plot, _ drawing: inout Drawing) {
    let points = series.points.filter { $0.x.isFinite && $0.y.isFinite }
    guard let first = points.first, let last = points.last else { return }
    let outline =
      [plot.place(first.x, plot.y.low)] + simplified(points.map { plot.place($0.x, $0.y) })
      + [plot.place(last.x, plot.y.low)]
    drawing.add(.polygon(outline, Fill(series.stroke.ink, opacity: 0.12)))
  }

  private func draw(_ series: Series, _ plot: Plot, _ drawing: inout Drawing) {
    let isDrawable = { (point: Point) in
      point.x.isFinite && point.y.isFinite && !(plot.y.isLogarithmic && point.y <= 0)
    }
    for piece in series.points.split(whereSeparator: { !isDrawable($0) }) {
      drawing.line(
        simplified(piece.map { plot.place($0.x, $0.y) }), series.stroke,
        tip: series.name.isEmpty ? nil : series.name)
    }
    guard series.isMarked else { return }
    for point in series.points where isDrawable(point) {
      let tip = "\(series.name), \(plot.x.label) \(compactNumber(point.x)): \(compactNumber(point.y))"
      drawing.dot(plot.place(point.x, point.y), radius: 2.5, series.stroke.ink, tip: tip)
    }
  }
}
