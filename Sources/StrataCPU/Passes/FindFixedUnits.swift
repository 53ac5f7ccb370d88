import StrataGraph

extension Plan {
  /// Finds the units that need to run only once for a series of runs with the same fixed inputs: those that read nothing
  /// else. Their results are kept, so they must not take more memory than what they are made of.
  mutating func findFixedUnits(_ order: [Int]) {
    let readFromMemory = valuesReadFromMemory()
    let returned = Set(outputs)
    for unit in order {
      let roots = Set(externalReads(of: unit).compactMap(\.root))
      let results = storedValues(of: unit, readFromMemory: readFromMemory)
      let byteCount = roots.reduce(0) { $0 + self[$1].byteCount }
      guard roots.contains(where: fixedValues.contains),
        roots.allSatisfy({ fixedValues.contains($0) || role($0.node) == .constant }),
        returned.isDisjoint(with: results), results.reduce(0, { $0 + self[$1].byteCount }) <= byteCount
      else { continue }
      fixedUnits.insert(unit)
      fixedValues.formUnion(results)
    }
  }
}
