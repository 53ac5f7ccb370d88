import StrataGraph

/// An operand of a dot product as a batch of matrices with strides.
struct MatrixView {
  var view: View
  var batch: (size: Int, stride: Int)
  var rows: (size: Int, stride: Int)
  var columns: (size: Int, stride: Int)

  /// - Returns: nil if the axes of a group cannot be walked with one stride, or neither rows nor columns are dense.
  init?(_ view: View, batch: [Int], rows: [Int], columns: [Int]) {
    func merged(_ axes: [Int]) -> (Int, Int)? {
      let group = View(
        source: view.source, offset: 0, shape: axes.map { view.shape[$0] },
        strides: axes.map { view.strides[$0] }
      ).collapsed()
      if group.count == 0 { return (0, 1) }
      switch group.shape.count {
      case 0: return (1, 0)
      case 1: return (group.shape[0], group.strides[0])
      default: return nil
      }
    }
    guard view.root != nil, let batch = merged(batch), let rows = merged(rows), let columns = merged(columns)
    else { return nil }
    self.view = view
    self.batch = batch
    self.rows = rows
    self.columns = columns
    let isDense =
      (rows.1 == 1 || rows.0 == 1) && (columns.1 >= rows.0 || columns.0 == 1)
      || (columns.1 == 1 || columns.0 == 1) && (rows.1 >= columns.0 || rows.0 == 1)
    if !isDense || batch.1 < 0 { return nil }
    // The stride along an axis of size one is free; this choice keeps the other axis's stride valid.
    if columns.0 == 1 { self.columns.stride = rows.1 == 1 || rows.0 == 1 ? max(rows.0, 1) : 1 }
    if rows.0 == 1 { self.rows.stride = self.columns.stride == 1 ? max(columns.0, 1) : 1 }
  }
}

extension Plan {
  /// The operands of a dot as matrices `[batch, m, k]` and `[batch, k, n]`, or nil where one needs a copy.
  func matrices(of node: Int, _ axes: DotAxes) -> (left: MatrixView?, right: MatrixView?) {
    let operands = nodes[node].operands
    func shaped(_ value: Value) -> View? { view(of: value).reshaped(to: self[value].shape) }
    let left = shaped(operands[0]).flatMap {
      MatrixView(
        $0, batch: axes.leftBatch, rows: axes.leftFree(rank: $0.shape.count), columns: axes.leftContracting)
    }
    let right = shaped(operands[1]).flatMap {
      MatrixView(
        $0, batch: axes.rightBatch, rows: axes.rightContracting, columns: axes.rightFree(rank: $0.shape.count)
      )
    }
    return (left, right)
  }

  /// Copies the operands of a dot that cannot be read as matrices where they lie.
  mutating func prepareDot(_ node: Int, _ axes: DotAxes) {
    for operand in nodes[node].operands where view(of: operand).root == nil { materialize(operand) }
    var (left, right) = matrices(of: node, axes)
    if let leftBatch = left?.batch, let rightBatch = right?.batch, leftBatch.size > 1, leftBatch.stride == 0,
      rightBatch.stride == 0
    {
      // The library needs one of both for each product.
      materialize(nodes[node].operands[0])
      (left, right) = matrices(of: node, axes)
    }
    let ranks = nodes[node].operands.map { self[$0].rank }
    var newAxes = axes
    if left == nil {
      let order = axes.leftBatch + axes.leftFree(rank: ranks[0]) + axes.leftContracting
      nodes[node].operands[0] = addTransposedCopy(of: nodes[node].operands[0], order)
      newAxes.leftBatch = Array(0..<axes.leftBatch.count)
      newAxes.leftContracting = Array((ranks[0] - axes.leftContracting.count)..<ranks[0])
    }
    if right == nil {
      let order = axes.rightBatch + axes.rightContracting + axes.rightFree(rank: ranks[1])
      nodes[node].operands[1] = addTransposedCopy(of: nodes[node].operands[1], order)
      newAxes.rightBatch = Array(0..<axes.rightBatch.count)
      newAxes.rightContracting = Array(
        axes.rightBatch.count..<(axes.rightBatch.count + axes.rightContracting.count))
    }
    nodes[node].operation = .dot(newAxes)
  }
}
