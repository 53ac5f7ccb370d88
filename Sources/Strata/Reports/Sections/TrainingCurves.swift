/// The values of a training run as curves over its epochs.
struct TrainingCurves {
  private let history: History

  init(_ history: History) { self.history = history }

  /// The loss, then the metrics in alphabetical order, then the learning rate.
  var names: [String] {
    let names = Set(history.values.keys.map { $0.hasPrefix("val_") ? String($0.dropFirst(4)) : $0 })
    return names.sorted { (rank($0), $0) < (rank($1), $1) }
  }

  private func rank(_ name: String) -> Int { name == "loss" ? 0 : name == "learning_rate" ? 2 : 1 }

  /// The epochs, counted from 1, and the values.
  func points(_ name: String) -> [Point] {
    let values = history[name]
    return zip(epochs(of: values.count), values).map { Point(Double($0 + 1), $1) }
  }

  func chart(_ name: String) -> LineChart {
    let training = points(name)
    let validation = points("val_" + name)
    let finite = (training + validation).map(\.y).filter(\.isFinite)
    let (low, high) = (finite.min() ?? 0, finite.max() ?? 1)
    let series = [
      LineChart.Series(
        name: "training", points: training, stroke: Stroke(.series(0)), isMarked: training.count <= 40),
      LineChart.Series(
        name: "validation", points: validation, stroke: Stroke(.series(1), isDashed: true),
        isMarked: validation.count <= 40),
    ]
    let first = Double((history.epochs.first ?? 0) + 1)
    let last = Double((history.epochs.last ?? 0) + 1)
    let spansDecades = low > 0 && high / low > 100
    return LineChart(
      title: title(name),
      x: Axis("epoch", from: first, to: max(last, first + 1), tickCount: 6, isInteger: true),
      y: spansDecades
        ? Axis(logarithmic: "", from: low, to: high) : Axis("", from: low, to: high, widened: true),
      series: series.filter { !$0.points.isEmpty })
  }

  func title(_ name: String) -> String { name.replacing("_", with: " ") }

  func caption(_ name: String) -> String {
    switch name {
    case "loss": "The loss in each epoch: how far off the network is on average, lower is better."
    case "learning_rate": "The learning rate in each epoch: how large the steps of the optimizer are."
    case let name where name.contains("accuracy"):
      "The share of samples that the network gets right in each epoch, higher is better."
    default: "The metric \(title(name)) in each epoch."
    }
  }

  /// The epochs in which a value was computed, of which the history only tells the number: all, every second, every
  /// third … as `validationFrequency` has it, or the last ones. Steps that divide the number of epochs come first.
  private func epochs(of count: Int) -> [Int] {
    let all = history.epochs
    let steps = (1...max(1, all.count)).sorted {
      (all.count % $0 == 0 ? 0 : 1, $0) < (all.count % $1 == 0 ? 0 : 1, $1)
    }
    for step in steps {
      let chosen = all.filter { ($0 + 1) % step == 0 }
      if chosen.count == count { return chosen }
    }
    return all.suffix(count)
  }
}
