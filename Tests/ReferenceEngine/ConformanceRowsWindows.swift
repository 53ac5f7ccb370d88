import StrataGraph

private struct WindowCase {
  let name: String
  let shape: [Int]
  let window: Window
}

private let windowCases = [
  WindowCase(name: "1D", shape: [2, 7, 2], window: Window(size: [1, 3, 1], strides: [1, 2, 1])),
  WindowCase(name: "2D", shape: [1, 4, 6, 2], window: Window(size: [1, 2, 3, 1], strides: [1, 2, 3, 1])),
  WindowCase(
    name: "2D with a rest", shape: [1, 5, 5, 2], window: Window(size: [1, 2, 2, 1], strides: [1, 2, 2, 1])),
  WindowCase(
    name: "2D padded",
    shape: [2, 5, 4, 1],
    window: Window(
      size: [1, 2, 3, 1], strides: [1, 2, 3, 1], paddingLow: [0, 0, 1, 0], paddingHigh: [0, 1, 1, 0])),
  WindowCase(
    name: "2D overlapping",
    shape: [1, 5, 6, 2],
    window: Window(
      size: [1, 3, 3, 1], strides: [1, 2, 1, 1], paddingLow: [0, 1, 0, 0], paddingHigh: [0, 1, 2, 0])),
  WindowCase(
    name: "2D with gaps", shape: [1, 7, 6, 1], window: Window(size: [1, 2, 1, 1], strides: [1, 3, 2, 1])),
  WindowCase(
    name: "3D",
    shape: [1, 4, 3, 4, 2],
    window: Window(
      size: [1, 2, 2, 3, 1], strides: [1, 2, 1, 2, 1], paddingLow: [0, 0, 1, 0, 0],
      paddingHigh: [0, 0, 0, 1, 0])),
  WindowCase(
    name: "cumulative", shape: [2, 6],
    window: Window(size: [1, 6], strides: [1, 1], paddingLow: [0, 5], paddingHigh: [0, 0])),
  WindowCase(name: "over the batch axis", shape: [5, 3], window: Window(size: [2, 2], strides: [1, 1])),
  WindowCase(
    name: "all padding", shape: [2, 2],
    window: Window(size: [1, 2], strides: [1, 1], paddingLow: [0, 3], paddingHigh: [0, 2])),
]

/// Reductions over windows, and the gradient of their maximum.
let windowRows: [ConformanceRow] = DType.allCases.flatMap { dtype in
  windowCases.flatMap { test in
    Reduction.allCases.filter { (dtype == .bool) == ($0 == .and || $0 == .or) }.map { reduction in
      // The extremes of windows that are all padding are infinite.
      let isFinite = test.name != "all padding" || reduction == .sum || reduction == .product
      return row("\(reduction) over windows \(test.name) \(dtype)", isSmooth: isFinite) {
        [$0.add(.reduceWindow(reduction, test.window), $0.input(dtype, test.shape))]
      }
    } + (dtype == .bool ? [] : [selectAndScatter(test, dtype)])
  } + equalMaxima(dtype)
}

private func selectAndScatter(_ test: WindowCase, _ dtype: DType) -> ConformanceRow {
  row("select and scatter \(test.name) \(dtype)") {
    let x = $0.input(dtype, test.shape)
    let source = try! Operation.reduceWindow(.maximum, test.window).resultTypes([$0.graph[x]])[0].shape
    return [$0.add(.selectAndScatter(test.window), x, $0.input(dtype, source))]
  }
}

private func equalMaxima(_ dtype: DType) -> [ConformanceRow] {
  guard dtype != .bool else { return [] }
  let window = Window(
    size: [1, 2, 2, 1], strides: [1, 1, 1, 1], paddingLow: [0, 1, 1, 0], paddingHigh: [0, 0, 0, 0])
  var rows = [
    row("select and scatter with equal maxima \(dtype)", isSmooth: false) {
      let (x, source) = ($0.input(dtype, [1, 4, 5, 2], .whole(0...1)), $0.input(dtype, [1, 4, 5, 2]))
      return [$0.add(.selectAndScatter(window), x, source)]
    }
  ]
  if dtype.isFloatingPoint {
    rows.append(
      row("maximum over windows with NaN \(dtype)", isSmooth: false) {
        let x = $0.input(
          dtype, [1, 4, 5, 1], .listed([1, 2, .nan, 0, -.infinity, -.infinity, 3, 1, -.infinity]))
        return [$0.add(.reduceWindow(.maximum, window), x)]
      })
    rows.append(
      row("select and scatter with infinities \(dtype)", isSmooth: false) {
        let numbers: [Double] = [1, 2, .infinity, 0, -.infinity, -.infinity, -.infinity, 3, -.infinity]
        let (x, source) = ($0.input(dtype, [1, 4, 5, 1], .listed(numbers)), $0.input(dtype, [1, 4, 5, 1]))
        return [$0.add(.selectAndScatter(window), x, source)]
      })
  }
  return rows
}
