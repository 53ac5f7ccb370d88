/// A regular expression for paths, in Python's notation.
///
/// Files may have such patterns, so none may take long: the steps of a match are bounded by the states of the pattern and
/// the characters of the path. References to groups, for which there is no such bound, are not known.
struct PathPattern {
  /// What is to be done at a place in the pattern, and the places that come after.
  enum State {
    /// One character of the path.
    case character(CharacterClass, next: Int)
    /// Any of several ways on.
    case fork([Int])
    case start(next: Int)
    case end(next: Int)
    /// Whether what follows in the path begins with what the states from `inner` to `accept` describe, or, if negated,
    /// does not. These come before this state.
    case lookahead(inner: Int, accept: Int, isNegated: Bool, next: Int)
    /// The end of the pattern, or of what a lookahead describes.
    case accept
  }

  private let states: [State]
  private let first: Int

  /// - Throws: `PathPatternError` if the text is no regular expression, or one that is not known here.
  init(_ text: String) throws(PathPatternError) {
    var parser = PathPatternParser(text)
    first = try parser.parse()
    states = parser.states
  }

  /// Whether the pattern describes the whole of a path. None longer than 1000 characters is described.
  func matches(_ path: String) -> Bool {
    let path = Array(path.unicodeScalars.prefix(1001))
    guard path.count <= 1000 else { return false }
    var search = PathPatternSearch(states, path)
    for case .lookahead(_, let accept, _, _) in states {
      search.goBack(from: path.indices.map { (accept, $0) } + [(accept, path.count)])
    }
    search.goBack(from: [(PathPatternParser.end, path.count)])
    return search.reachesEnd(first, 0)
  }
}

/// Which states at which positions of a path lead to the end of their pattern.
private struct PathPatternSearch {
  private let states: [PathPattern.State]
  private let path: [Unicode.Scalar]
  /// The states from which another one may be next.
  private var previous: [[Int]]
  private var isKnown: [Bool]

  init(_ states: [PathPattern.State], _ path: [Unicode.Scalar]) {
    self.states = states
    self.path = path
    previous = Array(repeating: [], count: states.count)
    isKnown = Array(repeating: false, count: states.count * (path.count + 1))
    for (index, state) in states.enumerated() {
      switch state {
      case .character(_, let next), .start(let next), .end(let next), .lookahead(_, _, _, let next):
        previous[next].append(index)
      case .fork(let ways): for next in ways { previous[next].append(index) }
      case .accept: break
      }
    }
  }

  func reachesEnd(_ state: Int, _ position: Int) -> Bool { isKnown[state * (path.count + 1) + position] }

  /// Finds all that leads to some states at some positions, each once.
  mutating func goBack(from ends: [(Int, Int)]) {
    var open = ends
    while let (state, position) = open.popLast() {
      guard !reachesEnd(state, position) else { continue }
      isKnown[state * (path.count + 1) + position] = true
      for before in previous[state] {
        if let start = start(of: before, leadingTo: position) { open.append((before, start)) }
      }
    }
  }

  /// Where a state must be for what comes next to be at a position; nil if it cannot.
  private func start(of state: Int, leadingTo position: Int) -> Int? {
    switch states[state] {
    case .character(let allowed, _):
      position > 0 && allowed.contains(path[position - 1]) ? position - 1 : nil
    case .fork: position
    case .start: position == 0 ? position : nil
    case .end: position == path.count ? position : nil
    case .lookahead(let inner, _, let isNegated, _):
      reachesEnd(inner, position) != isNegated ? position : nil
    case .accept: nil
    }
  }
}

/// Why a text is no pattern.
struct PathPatternError: Error {
  let reason: String
}

/// The characters that may stand in one place.
struct CharacterClass: Sendable {
  enum Part: Sendable {
    case range(ClosedRange<Unicode.Scalar>)
    case digit, word, space
    /// All but those of the part.
    indirect case not(Part)
  }
  var parts: [Part] = []
  var isNegated = false

  /// What `.` stands for: all but a line feed.
  static let any = CharacterClass(parts: [.range("\n"..."\n")], isNegated: true)

  func contains(_ character: Unicode.Scalar) -> Bool {
    parts.contains { $0.contains(character) } != isNegated
  }
}

extension CharacterClass.Part {
  func contains(_ character: Unicode.Scalar) -> Bool {
    switch self {
    case .range(let range): range.contains(character)
    case .digit: character.properties.generalCategory == .decimalNumber
    case .word:
      character == "_" || character.properties.isAlphabetic || character.properties.numericType != nil
    case .space: character.properties.isWhitespace
    case .not(let part): !part.contains(character)
    }
  }
}
