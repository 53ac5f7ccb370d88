/// Predicted numbers over true ones, with the line on which a perfect prediction lies.
struct ScatterChart {
  /// A cloud of more points than this is thinned out evenly.
  static let mostPoints = 2000

  var title: String
  var fit: RegressionFit

  func drawing() -> Drawing {
    let finite = zip(fit.truths, fit.predictions).filter { $0.isFinite && $1.isFinite }
    let low = finite.map { min($0, $1) }.min() ?? 0
    let high = finite.map { max($0, $1) }.max() ?? 1
    var plot = Plot(
      title: title, x: Axis("true", from: low, to: high, widened: true),
      y: Axis("predicted", from: low, to: high, widened: true))
    let step = max(1, (finite.count + Self.mostPoints - 1) / Self.mostPoints)
    plot.draw { plot, drawing in
      drawing.line(
        [plot.place(plot.x.low, plot.x.low), plot.place(plot.x.high, plot.x.high)],
        Stroke(.axis, width: 1.5, isDashed: true), tip: "a perfect prediction")
      for index in stride(from: 0, to: finite.count, by: step) {
        let (truth, prediction) = finite[index]
        drawing.dot(
          plot.place(truth, prediction), radius: 3, .series(0), opacity: finite.count > 300 ? 0.35 : 0.6,
          tip: "true \(compactNumber(truth)), predicted \(compactNumber(prediction))")
      }
    }
    return plot.drawing
  }
}
