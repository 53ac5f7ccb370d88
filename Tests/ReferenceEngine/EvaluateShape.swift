import StrataGraph

func transpose(_ x: HostTensor, _ permutation: [Int], _ type: TensorType) -> HostTensor {
  HostTensor(type) { place in
    var source = place
    for (axis, sourceAxis) in permutation.enumerated() { source[sourceAxis] = place[axis] }
    return x[source]
  }
}

/// The starts, clamped so that `sizes` fit into `shape`.
private func clampedStarts(_ starts: ArraySlice<HostTensor>, _ shape: [Int], _ sizes: [Int]) -> [Int] {
  zip(starts, zip(shape, sizes)).map { start, size in
    min(max(Int(start.elements[0].int), 0), size.0 - size.1)
  }
}

func dynamicSlice(_ x: HostTensor, starts: ArraySlice<HostTensor>, _ type: TensorType) -> HostTensor {
  let starts = clampedStarts(starts, x.shape, type.shape)
  return HostTensor(type) { place in x[zip(place, starts).map(+)] }
}

func dynamicUpdateSlice(_ x: HostTensor, _ update: HostTensor, starts: ArraySlice<HostTensor>) -> HostTensor {
  let starts = clampedStarts(starts, x.shape, update.shape)
  var result = x
  for place in allCoordinates(update.shape) { result[zip(place, starts).map(+)] = update[place] }
  return result
}

func pad(_ x: HostTensor, _ filling: HostTensor, _ low: [Int], _ interior: [Int], _ type: TensorType)
  -> HostTensor
{
  var result = HostTensor(type, filledWith: filling.elements[0])
  for place in allCoordinates(x.shape) {
    let target = place.indices.map { low[$0] + place[$0] * (interior[$0] + 1) }
    if zip(target, type.shape).allSatisfy({ 0 <= $0 && $0 < $1 }) { result[target] = x[place] }
  }
  return result
}

func concatenate(_ operands: [HostTensor], _ axis: Int, _ type: TensorType) -> HostTensor {
  HostTensor(type) { place in
    var source = place
    for operand in operands {
      if source[axis] < operand.shape[axis] { return operand[source] }
      source[axis] -= operand.shape[axis]
    }
    fatalError("\(place) is in none of the operands")
  }
}

func gather(_ x: HostTensor, _ indices: HostTensor, _ axis: Int, _ type: TensorType) -> HostTensor {
  HostTensor(type) { place in
    let index = Int(indices[Array(place[axis..<(axis + indices.shape.count)])].int)
    let clamped = min(max(index, 0), x.shape[axis] - 1)
    return x[Array(place[..<axis]) + [clamped] + Array(place[(axis + indices.shape.count)...])]
  }
}

/// Operands: tensor, indices, updates.
func scatter(_ operands: [HostTensor], _ axis: Int, _ combination: ScatterCombination) -> HostTensor {
  let (x, indices, updates) = (operands[0], operands[1], operands[2])
  // What is added to one element is rounded once.
  var result = HostTensor(x.dtype.isHalf ? x.type.with(.float64) : x.type, x.elements)
  for place in allCoordinates(updates.shape) {
    let index = Int(indices[Array(place[axis..<(axis + indices.shape.count)])].int)
    guard 0 <= index && index < x.shape[axis] else { continue }
    let target = Array(place[..<axis]) + [index] + Array(place[(axis + indices.shape.count)...])
    switch combination {
    case .replace: result[target] = updates[place]
    case .add: result[target] = sum([result[target], updates[place]], result.dtype)
    }
  }
  guard x.dtype.isHalf else { return result }
  return HostTensor(x.type, result.elements.map { x.dtype.rounded($0.double) })
}
