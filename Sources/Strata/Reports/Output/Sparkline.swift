/// Numbers as a row of small bars, as in `▇▅▃▂▁▁`.
///
/// More numbers than there is room for are put together in groups, of which the mean is shown; a number that is not
/// finite is a blank.
/// - Parameter fromZero: whether the bars start at 0 instead of at the smallest number.
func sparkline(_ values: [Double], width: Int, fromZero: Bool = false) -> String {
  let bars = Array("▁▂▃▄▅▆▇█")
  let columns = min(values.count, max(width, 1))
  let means = (0..<columns).map { column in
    let group = values[(column * values.count / columns)..<((column + 1) * values.count / columns)]
    let finite = group.filter(\.isFinite)
    return finite.reduce(0, +) / Double(finite.count)
  }
  let finite = means.filter(\.isFinite)
  let low = fromZero ? 0 : finite.min() ?? 0
  let high = finite.max() ?? 0
  return String(
    means.map { mean in
      guard mean.isFinite else { return " " }
      if fromZero, mean == 0 { return " " }
      guard high > low else { return bars[0] }
      return bars[min(bars.count - 1, Int((mean - low) / (high - low) * Double(bars.count)))]
    })
}
