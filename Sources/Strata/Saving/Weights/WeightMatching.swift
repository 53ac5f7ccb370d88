import StrataIO

/// Which arrays of a file are for which variables of a model, and what does not fit.
struct WeightMatching {
  private(set) var pairs: [(name: String, variable: Variable, array: StoredArray)] = []
  private(set) var differences: [WeightDifference] = []

  private let stored: any StoredWeights
  private let byExactName: [String: StoredArray]
  private let byReadableName: [String: StoredArray]

  init(
    _ stored: any StoredWeights, _ model: Model, byName: Bool, mapping: ((String) -> String?)?
  ) {
    self.stored = stored
    byExactName = Dictionary(stored.weights.map { ($0.name, $0) }) { first, _ in first }
    byReadableName = Dictionary(
      stored.weights.compactMap { array in array.readableName.map { ($0, array) } }
    ) { first, _ in first }

    let weights = model.weightNames()
    let positions = Self.positionsInLayers(model)
    let usualPlaces = stored.places(of: model)
    let variables = Dictionary(weights.map { ($0.name, $0.weight) }) { first, _ in first }

    /// Where a weight is unless the mapping says something else.
    func usualPlace(_ name: String, _ weight: Variable) -> String {
      guard byName else { return usualPlaces[ObjectIdentifier(weight)] ?? name }
      return named(name, position: positions[ObjectIdentifier(weight)]!)?.name ?? name
    }

    var known: Set<String> = []
    for (name, weight) in weights {
      let usual = usualPlace(name, weight)
      guard let mapped = mapping.map({ $0(name) }) ?? name else {
        known.insert(usual)
        continue
      }
      let place =
        mapped == name
        ? usual
        : named(mapped, position: positions[ObjectIdentifier(weight)]!)?.name
          ?? variables[mapped].map { usualPlace(mapped, $0) } ?? mapped
      known.insert(place)
      match(name, weight, byExactName[place], place: place)
    }
    differences += stored.weights.filter { !known.contains($0.name) }.map { .unexpected(place: $0.name) }
  }

  /// An array by its name in the file or by the names of layers. In files without names of weights, a name's last part
  /// counts for nothing, and the weight's position in its layer stands for it.
  private func named(_ name: String, position: Int) -> StoredArray? {
    if let array = byExactName[name] ?? byReadableName[name] { return array }
    let parts = name.split(separator: "/").dropLast().map(String.init) + [String(position)]
    return byReadableName[parts.joined(separator: "/")]
  }

  private static func positionsInLayers(_ model: Model) -> [ObjectIdentifier: Int] {
    let positions = KerasTree(model).groups.flatMap { group in
      group.variables.enumerated().map { (ObjectIdentifier($1), $0) }
    }
    return Dictionary(positions) { first, _ in first }
  }

  private mutating func match(_ name: String, _ variable: Variable, _ array: StoredArray?, place: String) {
    if let array, array.shape == variable.shape {
      pairs.append((name, variable, array))
    } else if let array {
      differences.append(
        .misshapen(weight: name, place: place, expected: variable.shape, found: array.shape))
    } else {
      differences.append(.missing(weight: name, place: place))
    }
  }

  /// Adds the state of an optimizer, by position, whole or not at all.
  mutating func addState(_ state: [StoredArray], of optimizer: Optimizer) {
    let (pairsBefore, differencesBefore) = (pairs, differences.count)
    for (position, variable) in optimizer.variables.enumerated() {
      let array = position < state.count ? state[position] : nil
      let name = "optimizer/\(variable.name)"
      match(name, variable, array, place: array?.name ?? "variable \(position)")
    }
    differences += state.dropFirst(optimizer.variables.count).map { .unexpected(place: $0.name) }
    if differences.count > differencesBefore { pairs = pairsBefore }
  }
}
