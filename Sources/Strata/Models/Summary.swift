import StrataGraph

extension Model {
  /// Prints the layers with their output shapes and numbers of parameters, laid out as Keras does. For a functional
  /// model that is more than a chain of layers, a column says what each layer is connected to.
  /// - Parameters:
  ///   - expandNested: whether the layers of models within the model have rows too.
  ///   - showTrainable: whether a column says which layers training changes.
  public func summary(expandNested: Bool = false, showTrainable: Bool = false) {
    print(summaryText(expandNested: expandNested, showTrainable: showTrainable))
  }

  /// The text that `summary()` prints.
  /// - Parameters:
  ///   - width: the width of the table in characters, at least 40; nil for Keras's, or what the terminal has.
  ///   - expandNested: whether the layers of models within the model have rows too.
  ///   - showTrainable: whether a column says which layers training changes.
  public func summaryText(
    width: Int? = nil, expandNested: Bool = false, showTrainable: Bool = false
  ) -> String {
    let showsConnections = graph.map { !$0.isChain } ?? false
    let kerasWidth = (showsConnections ? 108 : 88) + (showTrainable ? 12 : 0)
    var table = SummaryTable(
      summaryColumns(connections: showsConnections, trainable: showTrainable),
      width: max(width ?? min(kerasWidth, Terminal.columns - 4), 40))
    for (level, layer) in summarizedLayers(expandNested: expandNested) {
      let summary = summary(of: layer)
      let indent = level == 0 ? "" : String(repeating: "   ", count: level) + "└ "
      var cells = [
        "\(indent)\(summary.name) (\(summary.className))", summary.outputShapeText,
        layer.isBuilt ? groupedDigits(summary.parameterCount) : "0 (unbuilt)",
      ]
      if showsConnections {
        cells.append(summary.connections.isEmpty ? "-" : summary.connections.joined(separator: ", "))
      }
      if showTrainable { cells.append(summary.parameterCount == 0 ? "-" : layer.trainable ? "Y" : "N") }
      table.addRow(cells)
    }
    return (["Model: \"\(name)\""] + table.lines + totals).joined(separator: "\n")
  }

  private func summaryColumns(connections: Bool, trainable: Bool) -> [SummaryTable.Column] {
    let ends = connections ? [0.3, 0.56, 0.74, 1] : [0.45, 0.8, 1]
    let scale = trainable ? 0.9 : 1
    var columns = [
      SummaryTable.Column(title: "Layer (type)", end: ends[0] * scale),
      SummaryTable.Column(title: "Output Shape", end: ends[1] * scale),
      SummaryTable.Column(title: "Param #", end: ends[2] * scale, alignment: .right),
    ]
    if connections { columns.append(SummaryTable.Column(title: "Connected to", end: ends[3] * scale)) }
    if trainable { columns.append(SummaryTable.Column(title: "Trainable", end: 1, alignment: .center)) }
    return columns
  }

  /// The layers that have rows, with the number of models within this one that they are in.
  private func summarizedLayers(expandNested: Bool, level: Int = 0) -> [(level: Int, layer: Layer)] {
    summarizedLayers.flatMap { layer in
      let inner = expandNested ? layer as? Model : nil
      return [(level, layer)] + (inner?.summarizedLayers(expandNested: true, level: level + 1) ?? [])
    }
  }

  /// The lines below the table.
  private var totals: [String] {
    var lines = [
      " Total params: \(Self.size(of: weights))",
      " Trainable params: \(Self.size(of: trainableWeights))",
      " Non-trainable params: \(Self.size(of: nonTrainableWeights))",
    ]
    if !isBuilt {
      lines.append(" Not built: put Input(shape:) first, call build(inputShape:), or call the model on data.")
    }
    return lines
  }

  /// Number of elements and memory, as in `101,770 (397.54 KB)`.
  private static func size(of weights: [Variable]) -> String {
    let count = weights.reduce(0) { $0 + $1.count }
    let bytes = weights.reduce(0) { $0 + $1.type.byteCount }
    return "\(groupedDigits(count)) (\(readableSize(bytes)))"
  }
}

/// `1234567` as `1,234,567`.
func groupedDigits(_ number: Int) -> String {
  let digits = String(number)
  var grouped = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { grouped += "," }
    grouped.append(digit)
  }
  return grouped
}

/// A number of bytes in the largest unit of 1,024 that leaves at least one, as in `397.54 KB`.
func readableSize(_ bytes: Int) -> String {
  var size = Double(bytes)
  var unit = 0
  let units = ["B", "KB", "MB", "GB", "TB", "PB"]
  while size >= 1024, unit < units.count - 1 {
    size /= 1024
    unit += 1
  }
  return "\(fixed(size, 2)) \(units[unit])"
}
