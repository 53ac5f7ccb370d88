extension ROCCurve {
  /// The curve with the line of pure chance.
  public func figure() -> Figure { rocFigure([("", self)]) }
}

extension PrecisionRecallCurve {
  /// The curve with the line of pure chance.
  public func figure() -> Figure { precisionRecallFigure([("", self)]) }
}

extension ConfusionMatrix {
  /// The counts as a map, readable for up to about 40 classes.
  /// - Parameter classNames: one for each class; their numbers if nil.
  public func figure(classNames: [String]? = nil) -> Figure {
    require(
      classNames == nil || classNames?.count == classes,
      "a confusion matrix of \(classes) classes needs as many names, not \(classNames?.count ?? 0)")
    return Figure(
      name: "confusion", title: "Confusion matrix",
      caption:
        "For the samples of each class (row), how often each class was predicted (column). What is right is on the "
        + "diagonal; the stronger the colour, the larger the share of the row.",
      drawing: ConfusionChart(
        title: "Confusion matrix", matrix: self, classNames: classNames ?? (0..<classes).map(String.init)
      ).drawing())
  }
}

extension Histogram {
  /// The counts as bars.
  /// - Parameter xLabel: what the numbers are.
  public func figure(title: String = "Histogram", xLabel: String = "") -> Figure {
    Figure(
      name: title, title: title, caption: "How many numbers lie in each interval.",
      drawing: HistogramChart(title: title, histogram: self, xLabel: xLabel).drawing())
  }
}

extension WeightStatistics {
  /// A small histogram of the weight.
  public func figure() -> Figure {
    Figure(
      name: "weights-\(path)", title: "Weights of \(path)", caption: "",
      drawing: WeightPanel(weight: self).drawing())
  }
}

extension RegressionFit {
  /// Predicted numbers over true ones.
  public func figure() -> Figure {
    let title = "Predicted over true" + suffix
    return Figure(
      name: "predictions \(name)", title: title,
      caption:
        "A dot for each sample: the prediction (up) for the true number (right). On the dashed line both are the "
        + "same.",
      drawing: ScatterChart(title: title, fit: self).drawing())
  }

  /// How often predictions are off by how much.
  public func residualFigure() -> Figure {
    let title = "Errors" + suffix
    return Figure(
      name: "residuals \(name)", title: title,
      caption:
        "How often the prediction is off by how much, prediction − truth. The more it is gathered at 0, the "
        + "better; a hump beside 0 means that predictions are too high or too low as a whole.",
      drawing: HistogramChart(
        title: title, histogram: Histogram(residuals, bins: 31), xLabel: "prediction − truth"
      ).drawing())
  }

  private var suffix: String { name.isEmpty ? "" : " of \(name)" }
}

extension History {
  /// A loss or metric over the epochs, with that of the validation data if there is one.
  /// - Parameter name: `loss` or the name of a metric, without `val_`.
  public func figure(of name: String) -> Figure {
    let curves = TrainingCurves(self)
    return Figure(
      name: "training-\(name)", title: curves.title(name), caption: curves.caption(name),
      drawing: curves.chart(name).drawing())
  }
}
