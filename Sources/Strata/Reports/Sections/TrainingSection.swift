extension Report {
  var trainingSection: ReportSection? {
    guard let history, !history.epochs.isEmpty else { return nil }
    let curves = TrainingCurves(history)
    let notes = [overfitting(curves)].compactMap { $0 }
    return ReportSection(
      title: "Training",
      explanation:
        "How the numbers changed from epoch to epoch. Training makes the loss smaller; dashed lines are for "
        + "validation samples, which the network does not learn from.",
      contents: notes.map { .note($0) } + [.figures(curves.names.map { figure(curves, $0) })])
  }

  private func figure(_ curves: TrainingCurves, _ name: String) -> Figure {
    let training = curves.points(name)
    let validation = curves.points("val_" + name)
    let finite = (training + validation).map(\.y).filter(\.isFinite)
    let (low, high) = (finite.min() ?? 0, finite.max() ?? 1)
    let series = [
      LineChart.Series(
        name: "training", points: training, stroke: Stroke(.series(0)), isMarked: training.count <= 40),
      LineChart.Series(
        name: "validation", points: validation, stroke: Stroke(.series(1), isDashed: true),
        isMarked: validation.count <= 40),
    ]
    let spansDecades = low > 0 && high / low > 100
    let first = Double((history?.epochs.first ?? 0) + 1)
    let last = Double((history?.epochs.last ?? 0) + 1)
    return Figure(
      name: "training-\(name)", title: curves.title(name), caption: curves.caption(name),
      drawing: LineChart(
        title: curves.title(name),
        x: Axis("epoch", from: first, to: max(last, first + 1), tickCount: 6, isInteger: true),
        y: spansDecades
          ? Axis(logarithmic: "", from: low, to: high) : Axis("", from: low, to: high, widened: true),
        series: series.filter { !$0.points.isEmpty }
      ).drawing())
  }

  /// Whether the validation loss has been rising for a good while before training ended.
  private func overfitting(_ curves: TrainingCurves) -> String? {
    let losses = curves.points("val_loss").filter(\.y.isFinite)
    guard losses.count >= 4, let best = losses.min(by: { $0.y < $1.y }), let last = losses.last else {
      return nil
    }
    guard last.y > best.y * 1.1, last.x >= best.x + 2 else { return nil }
    return "The validation loss was lowest in epoch \(Int(best.x)) (\(compactNumber(best.y))) and rose to "
      + "\(compactNumber(last.y)) by epoch \(Int(last.x)): from there on the network learned its training samples by "
      + "heart (overfitting). Stopping earlier, dropout or more data may help."
  }
}
