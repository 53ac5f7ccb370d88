import Testing

@testable import Strata

@Suite("Charts")
struct ChartTests {
  @Test(
    "Ticks are round numbers",
    arguments: [
      (0.0, 1.0, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]), (0, 100, ["0", "20", "40", "60", "80", "100"]),
      (-0.03, 0.04, ["−0.02", "0", "0.02", "0.04"]), (1, 3, ["1.0", "1.5", "2.0", "2.5", "3.0"]),
      (0, 60000, ["0", "20,000", "40,000", "60,000"]), (5, 5, ["4.6", "4.8", "5.0", "5.2", "5.4"]),
      (0, 0, ["−0.4", "−0.2", "0", "0.2", "0.4"]), (.nan, 1, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    ])
  func ticks(_ low: Double, _ high: Double, _ texts: [String]) {
    #expect(Axis("", from: low, to: high).ticks.map(\.text) == texts)
  }

  @Test("A widened axis ends at ticks, and one of whole numbers has no others")
  func ends() {
    let widened = Axis("", from: 0.13, to: 0.91, widened: true)
    #expect(widened.low <= 0.13 && widened.high >= 0.91)
    #expect(widened.ticks.first?.value == widened.low)
    #expect(abs((widened.ticks.last?.value ?? 0) - widened.high) < 1e-12)
    #expect(Axis("", from: 1, to: 3, isInteger: true).ticks.map(\.text) == ["1", "2", "3"])
  }

  @Test("A logarithmic axis gives each power of ten the same room")
  func logarithmic() {
    let axis = Axis(logarithmic: "", from: 0.02, to: 30)
    #expect(axis.ticks.map(\.text) == ["0.01", "0.1", "1", "10", "100"])
    #expect(abs(axis.share(1) - 0.5) < 1e-12)
  }

  @Test("Extreme and broken numbers give drawings all the same")
  func robustness() throws {
    let broken: [Double] = [.nan, .infinity, -.infinity, 1e308, -1e308, 0]
    let fit = try RegressionFit(truths: broken, predictions: broken.reversed())
    _ = Canvas(ScatterChart(title: "", fit: fit).drawing(), scale: 1)
    _ = Canvas(HistogramChart(title: "", histogram: Histogram(broken), xLabel: "").drawing(), scale: 1)
    _ = Canvas(HistogramChart(title: "", histogram: Histogram([]), xLabel: "").drawing(), scale: 1)
    for values in [[Float.nan, .nan], [3, 3, 3], [3e38, -3e38], [0]] {
      _ = Canvas(WeightPanel(weight: WeightStatistics(of: Tensor(values), path: "w")).drawing(), scale: 1)
    }
  }

  @Test("A curve is interrupted where it is not a number")
  func interruptions() {
    let points = [Point(0, 1), Point(1, .nan), Point(2, 2), Point(3, 3)]
    let chart = LineChart(
      title: "", x: Axis("", from: 0, to: 3), y: Axis("", from: 0, to: 3),
      series: [.init(name: "a", points: points, stroke: Stroke(.series(1)))])
    let lines = chart.drawing().marks.compactMap { mark in
      if case .polyline(let points, let stroke) = mark.shape, stroke.ink == .series(1) {
        points.count
      } else {
        nil as Int?
      }
    }
    #expect(lines == [1, 2])
  }

  @Test("Cells of a confusion matrix are as dark as their share of the row")
  func confusion() throws {
    let matrix = ConfusionMatrix(counts: [[3, 1], [0, 0]])
    let marks = ConfusionChart(title: "", matrix: matrix, classNames: ["a", "b"]).drawing().marks
    let cells = marks.compactMap { mark -> (Double, String?)? in
      if case .rectangle(_, let fill) = mark.shape, fill.ink == .heat {
        (fill.opacity, mark.tip)
      } else {
        nil
      }
    }
    #expect(cells.map(\.0) == [ConfusionChart.opacity(share: 0.75), ConfusionChart.opacity(share: 0.25)])
    #expect(ConfusionChart.opacity(share: 1) == 1)
    #expect(cells[0].0 > cells[1].0)
    #expect(cells[1].1 == "a taken for b: 1 of 4 (25.0 %)")
  }

  @Test("A validation that comes every few epochs stands at these")
  func validationEpochs() {
    var history = History()
    for epoch in 0..<6 {
      var logs = ["loss": 1 / Double(epoch + 1), "accuracy": 0.5]
      if epoch % 2 == 1 { logs["val_loss"] = Double(epoch) }
      if epoch > 3 { logs["late"] = 1 }
      history.append(epoch: epoch, logs: logs, seconds: 1)
    }
    let curves = TrainingCurves(history)
    #expect(curves.names == ["loss", "accuracy", "late"])
    #expect(curves.points("val_loss").map(\.x) == [2, 4, 6])
    #expect(curves.points("loss").map(\.x) == [1, 2, 3, 4, 5, 6])
  }

  @Test("What nobody could see of a curve is left out")
  func simplification() {
    let corners = [Point(0, 0), Point(0, 10), Point(5, 10), Point(9, 40)]
    let dense = zip(corners, corners.dropFirst()).flatMap { start, end in
      (0..<1000).map { step in
        let share = Double(step) / 1000
        return Point(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)
      }
    }
    let kept = simplified(dense + [corners[3]])
    #expect(kept.count < 12)
    #expect(kept.first == corners[0] && kept.last == corners[3])
    for corner in corners {
      #expect(kept.contains { abs($0.x - corner.x) + abs($0.y - corner.y) < 0.5 })
    }
    #expect(simplified([]).isEmpty)
    #expect(simplified([Point(1, 1), Point(1, 1)]).count == 2)
    // There and back again is not a line to its end.
    #expect(simplified([Point(0, 0), Point(9, 0), Point(3, 0)]).map(\.x) == [0, 9, 3])
  }

  @Test("Sparklines rise from the smallest to the largest number")
  func sparklines() {
    #expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], width: 8) == "▁▂▃▄▅▆▇█")
    #expect(sparkline([1, 1, 5, 5], width: 2) == "▁█")
    #expect(sparkline([0, 4, .nan, 8], width: 9, fromZero: true) == " ▅ █")
    #expect(sparkline([2, 2], width: 9) == "▁▁")
    #expect(sparkline([], width: 9) == "")
  }
}
