/// Several cells as one: in each step the output of a cell is the input of the next one.
///
/// Weights and states: those of the cells, one after the other. `RNN([cell, …])` makes one.
public final class StackedRNNCells: RNNCell {
  /// The cells, the one that sees the input first.
  public let cells: [RNNCell]

  /// A cell of the given ones.
  public init(_ cells: [RNNCell], name: String? = nil) {
    self.cells = cells
    super.init(name: name)
    for cell in cells { track(cell, as: "cells/\(LayerNames.snakeCase(Swift.type(of: cell).className))") }
  }

  /// The cell that a file describes.
  convenience init(config: Config) throws {
    let cells = try config.layers("cells").enumerated().map { position, layer in
      guard let cell = layer as? RNNCell else {
        throw config.error(
          "cells[\(position)]", "must be a cell, such as LSTMCell, not the layer \(layer.className)")
      }
      return cell
    }
    self.init(cells, name: try config.name)
    trainable = try config.trainable
  }

  public override var arguments: Arguments? { ["cells": cells] }

  public override var stateSizes: [Int] { cells.flatMap(\.stateSizes) }

  public override var outputSize: Int { cells.last?.outputSize ?? 0 }

  public override var outputState: Int? {
    cells.last?.outputState.map { stateSizes.count - cells[cells.count - 1].stateSizes.count + $0 }
  }

  public override func treatsSamplesAlone(training: Bool) -> Bool {
    cells.allSatisfy { $0.treatsSamplesAlone(training: training) }
  }

  public override func createWeights(inputShape: PartialShape) throws {
    try require(!cells.isEmpty, "cells", expected: "at least one", found: "none")
    var inputShape = inputShape
    for cell in cells {
      try cell.build(inputShape: inputShape)
      inputShape = [inputShape[0], cell.outputSize]
    }
  }

  public override func initialState(batchSize: Int) -> [Tensor] {
    cells.flatMap { $0.initialState(batchSize: batchSize) }
  }

  public override func step(inputShape: [Int], context: CallContext) throws -> Step {
    var steps: [Step] = []
    var inputShape = inputShape
    for cell in cells {
      try cell.inputSpec?.check(inputShape, layer: cell.name)
      steps.append(try cell.step(inputShape: inputShape, context: context))
      inputShape = [inputShape[0], cell.outputSize]
    }
    return { [cells] input, states in
      var (output, states, next) = (input, states[...], [Tensor]())
      for (cell, step) in zip(cells, steps) {
        let count = cell.stateSizes.count
        let result = try step(output, Array(states.prefix(count)))
        states = states.dropFirst(count)
        output = result.output
        next += result.states
      }
      return (output, next)
    }
  }

  public override func copy() -> RNNCell? {
    let copies = cells.compactMap { $0.copy() }
    return copies.count == cells.count ? StackedRNNCells(copies, name: name) : nil
  }
}
