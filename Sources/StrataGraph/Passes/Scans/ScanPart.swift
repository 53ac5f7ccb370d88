/// What is needed of a scan if only some of its results are.
struct ScanPart {
  /// The positions of the operands that are needed.
  let operands: [Int]
  /// For each result its new position; nil if it is not there any more.
  let places: [Int?]
  private let carryCount: Int
  private let outputs: [Int]

  init(of scan: Scan, needed: [Bool]) {
    // A carry is needed if its last value is, or if what is needed in any step depends on it.
    var kept = needed
    var needs = Needs(of: scan.body, outputs: [])
    while true {
      let outputs = kept.indices.filter { kept[$0] }.map { scan.body.outputs[$0] }
      needs = Needs(of: scan.body, outputs: outputs)
      let reached = (0..<scan.carryCount).filter { !kept[$0] && needs.contains(scan.body.inputs[$0]) }
      if reached.isEmpty { break }
      for carry in reached { kept[carry] = true }
    }
    operands = scan.body.inputs.indices.filter {
      $0 < scan.carryCount ? kept[$0] : needs.contains(scan.body.inputs[$0])
    }
    carryCount = kept[..<scan.carryCount].count { $0 }
    // One stack serves for results that are the same in each step.
    var outputs: [Int] = []
    var places: [Int?] = []
    for (position, value) in scan.body.outputs.enumerated() {
      let known = outputs.firstIndex { $0 >= scan.carryCount && scan.body.outputs[$0] == value }
      if !kept[position] {
        places.append(nil)
      } else if position >= scan.carryCount, let known {
        places.append(known)
      } else {
        places.append(outputs.count)
        outputs.append(position)
      }
    }
    self.outputs = outputs
    self.places = places
  }

  /// The scan of this part only.
  func scan(from scan: Scan) -> Scan {
    if operands.count == scan.body.inputs.count, outputs.count == scan.body.outputs.count { return scan }
    return Scan(
      body: scan.body.restricted(toInputs: operands, outputs: outputs.map { scan.body.outputs[$0] }),
      length: scan.length, carryCount: carryCount,
      sequenceCount: operands.count { scan.sequences.contains($0) }, isReversed: scan.isReversed)
  }
}
