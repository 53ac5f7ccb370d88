extension Report {
  var trainingSection: ReportSection? {
    guard let history, !history.epochs.isEmpty else { return nil }
    let curves = TrainingCurves(history)
    let notes = [divergence(curves), overfitting(curves)].compactMap { $0 }
    return ReportSection(
      title: "Training",
      explanation:
        "How the numbers changed from epoch to epoch. Training makes the loss smaller; dashed lines are for "
        + "validation samples, which the network does not learn from.",
      contents: notes.map { .note($0) } + [.figures(curves.names.map { history.figure(of: $0) })])
  }

  /// When the loss became NaN or infinite.
  private func divergence(_ curves: TrainingCurves) -> String? {
    guard let broken = curves.points("loss").first(where: { !$0.y.isFinite }) else { return nil }
    return
      "The loss is NaN or infinite from epoch \(Int(broken.x)) on, where training broke down. Often the learning "
      + "rate is too high, or the data hold NaN; the callback Inspector finds the layer where it begins."
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
