import StrataGraph

/// Einstein's summation: `einsum("bij,bjk->bik", x, y)` multiplies matrices.
///
/// Each operand's axes are named by letters; axes with one letter are multiplied together, and letters that are not
/// behind the arrow are summed over. `...` stands for leading axes that are broadcast. Without an arrow, the result
/// has the letters that occur once, in alphabetic order. Stops with a message if equation and shapes do not fit.
public func einsum(
  _ equation: String, _ operands: Tensor..., file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  einsum(equation, operands, file: file, line: line)
}

/// Einstein's summation over an array of operands.
public func einsum(
  _ equation: String, _ operands: [Tensor], file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let plan = EinsumEquation(equation, operands.map(\.shape), file: file, line: line)
  return .composite("einsum \(equation)", of: operands) { operands in
    var terms = zip(operands, plan.operands).map { LabeledTensor($0, $1).withDistinctLabels() }
    var product = terms.removeFirst()
    while !terms.isEmpty {
      let next = terms.removeFirst()
      product = product.multiplied(by: next, keeping: Set(plan.result + terms.flatMap(\.labels)))
    }
    return product.summed(keeping: Set(plan.result)).arranged(plan.result, sizes: plan.sizes)
  }
}

/// A tensor with a label for each axis.
private struct LabeledTensor {
  var tensor: Tensor
  var labels: [Character]

  init(_ tensor: Tensor, _ labels: [Character]) {
    self.tensor = tensor
    self.labels = labels
  }

  /// Replaces axes with the same label by their diagonal.
  func withDistinctLabels() -> LabeledTensor {
    guard let second = labels.indices.first(where: { labels[..<$0].contains(labels[$0]) }) else {
      return self
    }
    let first = labels.firstIndex(of: labels[second])!
    let others = labels.indices.filter { $0 != first && $0 != second }
    return LabeledTensor(
      tensor.transposed(others + [first, second]).diagonal(), others.map { labels[$0] } + [labels[first]]
    ).withDistinctLabels()
  }

  /// Sums over the axes whose labels are not kept.
  func summed(keeping kept: Set<Character>) -> LabeledTensor {
    let gone = labels.indices.filter { !kept.contains(labels[$0]) }
    return gone.isEmpty ? self : LabeledTensor(tensor.sum(axes: gone), labels.filter { kept.contains($0) })
  }

  /// Drops axes of size 1 that the other operand has in full size, so that labels agree in size.
  func withoutBroadcastAxes(against other: LabeledTensor) -> LabeledTensor {
    let kept = labels.indices.filter { axis in
      guard tensor.shape[axis] == 1, let match = other.labels.firstIndex(of: labels[axis]) else {
        return true
      }
      return other.tensor.shape[match] == 1
    }
    return LabeledTensor(tensor.reshaped(kept.map { tensor.shape[$0] }), kept.map { labels[$0] })
  }

  /// The product with another operand, summed over labels that nothing needs any more.
  func multiplied(by other: LabeledTensor, keeping kept: Set<Character>) -> LabeledTensor {
    let left = withoutBroadcastAxes(against: other).summed(keeping: kept.union(other.labels))
    let right = other.withoutBroadcastAxes(against: self).summed(keeping: kept.union(labels))
    let shared = left.labels.filter { right.labels.contains($0) }
    let batch = shared.filter { kept.contains($0) }
    let contracted = shared.filter { !kept.contains($0) }
    func axes(_ term: LabeledTensor, _ labels: [Character]) -> [Int] {
      labels.map { term.labels.firstIndex(of: $0)! }
    }
    let product = dot(
      left.tensor, right.tensor,
      DotAxes(
        leftContracting: axes(left, contracted), rightContracting: axes(right, contracted),
        leftBatch: axes(left, batch), rightBatch: axes(right, batch)))
    let free = (left.labels + right.labels).filter { !shared.contains($0) }
    return LabeledTensor(product, batch + free)
  }

  /// The tensor with its axes in the order of the labels.
  func arranged(_ order: [Character], sizes: [Character: Int]) -> Tensor {
    tensor.transposed(order.map { labels.firstIndex(of: $0)! }).broadcast(to: order.map { sizes[$0]! })
  }
}

/// The labels of each operand's axes and of the result's. Axes that `...` stands for have digits of their own
/// alphabet as labels, counted from the last one.
private struct EinsumEquation {
  var operands: [[Character]] = []
  var result: [Character] = []
  var sizes: [Character: Int] = [:]

  init(_ equation: String, _ shapes: [[Int]], file: StaticString, line: UInt) {
    func check(_ condition: Bool, _ reason: String) {
      require(condition, "einsum: '\(equation)' for shapes \(shapes): \(reason)", file: file, line: line)
    }
    let sides = equation.filter { $0 != " " }.split(separator: "->", omittingEmptySubsequences: false)
    check((1...2).contains(sides.count), "needs at most one arrow")
    let terms = sides[0].split(separator: ",", omittingEmptySubsequences: false)
    check(terms.count == shapes.count, "names \(terms.count) operands, not \(shapes.count)")
    var ellipsis: [Character] = []
    for (term, shape) in zip(terms, shapes) {
      let named = term.replacing("...", with: "").count
      let hasEllipsis = term.contains("...")
      check(
        hasEllipsis ? named <= shape.count : named == shape.count,
        "'\(term)' does not name the axes of \(shape)")
      let broadcast = Self.ellipsisLabels(shape.count - named)
      if broadcast.count > ellipsis.count { ellipsis = broadcast }
      let labels = Self.labels(of: term, ellipsis: broadcast)
      check(labels.allSatisfy { $0.isLetter || broadcast.contains($0) }, "'\(term)' has more than letters")
      for (label, size) in zip(labels, shape) {
        let known = sizes[label] ?? 1
        check(
          known == size || known == 1 || size == 1, "axis '\(label)' has the sizes \(known) and \(size)")
        sizes[label] = size == 1 ? known : size
      }
      operands.append(labels)
    }
    if sides.count == 2 {
      result = Self.labels(of: sides[1], ellipsis: ellipsis)
    } else {
      let all = operands.flatMap { $0 }.filter(\.isLetter)
      result = ellipsis + all.filter { label in all.count { $0 == label } == 1 }.sorted()
    }
    check(
      Set(result).count == result.count && result.allSatisfy { sizes[$0] != nil },
      "the result's axes must be different ones of the operands")
  }

  private static func ellipsisLabels(_ count: Int) -> [Character] {
    (0..<count).reversed().map { Character(UnicodeScalar(UInt8(ascii: "0") + UInt8($0))) }
  }

  private static func labels(of term: Substring, ellipsis: [Character]) -> [Character] {
    Array(term.replacing("...", with: String(ellipsis)))
  }
}
