extension Report {
  /// The number of outputs that get figures.
  private static var mostOutputs: Int { 6 }

  func regressionSection(_ fits: [RegressionFit]) -> ReportSection {
    let figures = fits.prefix(Self.mostOutputs).flatMap { [$0.figure(), $0.residualFigure()] }
    return ReportSection(
      title: "Quality",
      explanation:
        "How close the predicted numbers come on \(samplesText). R² is the share of the variance that the "
        + "predictions explain: 1 is perfect, 0 no better than always saying the mean.",
      contents: [.figures(figures), .table(fitTable(fits)), .table(errorTable(fits))])
  }

  private func fitTable(_ fits: [RegressionFit]) -> ReportTable {
    ReportTable(
      columns: outputColumn(fits) + [
        .init(title: "R²"), .init(title: "mean absolute error"), .init(title: "root mean squared error"),
        .init(title: "mean error"),
      ],
      rows: fits.map { fit in
        outputCell(fits, fit) + [
          scoreText(fit.r2), compactNumber(fit.meanAbsoluteError), compactNumber(fit.rootMeanSquaredError),
          compactNumber(fit.bias),
        ]
      })
  }

  /// The predictions that are farthest off.
  private func errorTable(_ fits: [RegressionFit]) -> ReportTable {
    let worst = fits.flatMap { fit in
      fit.residuals.enumerated().map { (fit: fit, sample: $0.offset, residual: $0.element) }
    }.sorted { abs($0.residual) > abs($1.residual) }.prefix(8)
    return ReportTable(
      columns: [.init(title: "largest errors: sample", isText: true)] + outputColumn(fits) + [
        .init(title: "true"), .init(title: "predicted"), .init(title: "error"),
      ],
      rows: worst.map { error in
        ["\(error.sample)"] + outputCell(fits, error.fit) + [
          compactNumber(error.fit.truths[error.sample]), compactNumber(error.fit.predictions[error.sample]),
          compactNumber(error.residual),
        ]
      })
  }

  /// Which output a row is about, if there are several.
  private func outputColumn(_ fits: [RegressionFit]) -> [ReportTable.Column] {
    fits.count > 1 ? [.init(title: "output", isText: true)] : []
  }

  private func outputCell(_ fits: [RegressionFit], _ fit: RegressionFit) -> [String] {
    fits.count > 1 ? [fit.name] : []
  }
}
