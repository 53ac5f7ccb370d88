import StrataGraph

/// The results of a recurrence, one step after the other.
func scan(_ scan: Scan, _ operands: [HostTensor], _ types: [TensorType]) -> [HostTensor] {
  var carries = Array(operands[..<scan.carryCount])
  var stacks = types.dropFirst(scan.carryCount).map { _ in [[Number]](repeating: [], count: scan.length) }
  for step in scan.isReversed ? (0..<scan.length).reversed() : Array(0..<scan.length) {
    let slices = scan.sequences.map { position in
      let type = scan.body[scan.body.inputs[position]]
      let start = step * type.count
      return HostTensor(type, Array(operands[position].elements[start..<start + type.count]))
    }
    let results = evaluate(scan.body, carries + slices + operands[scan.constants])
    carries = Array(results[..<scan.carryCount])
    for (index, result) in results.dropFirst(scan.carryCount).enumerated() {
      stacks[index][step] = result.elements
    }
  }
  return carries + zip(types.dropFirst(scan.carryCount), stacks).map { HostTensor($0, Array($1.joined())) }
}
