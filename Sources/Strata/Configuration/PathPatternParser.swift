/// Turns the text of a pattern into states. Those of a part are made after those of what follows it, so that each knows
/// where to go on.
struct PathPatternParser {
  /// The state at the end of the whole pattern.
  static let end = 0

  private(set) var states: [PathPattern.State] = [.accept]
  private let text: [Unicode.Scalar]
  private var position = 0
  private var depth = 0
  /// How often parts were turned into states, those that have none of their own included.
  private var additions = 0

  private static let largestDepth = 50
  private static let largestStateCount = 1000

  init(_ text: String) { self.text = Array(text.unicodeScalars) }

  /// - Returns: the first state.
  mutating func parse() throws(PathPatternError) -> Int {
    let tree = try alternatives()
    guard position == text.count else { throw PathPatternError(reason: "a ')' without '('") }
    return try add(tree, before: Self.end)
  }

  /// What a part of the text says.
  private indirect enum Tree {
    case character(CharacterClass)
    case sequence([Tree])
    case alternatives([Tree])
    case repeated(Tree, ClosedRange<Int>)
    case atLeast(Tree, Int)
    case start, end
    case lookahead(Tree, isNegated: Bool)
  }

  // MARK: Reading

  private var next: Unicode.Scalar? { position < text.count ? text[position] : nil }

  private mutating func take(_ expected: String) -> Bool {
    guard text[position...].starts(with: expected.unicodeScalars) else { return false }
    position += expected.unicodeScalars.count
    return true
  }

  private mutating func takeOne(expecting what: String) throws(PathPatternError) -> Unicode.Scalar {
    guard let next else { throw PathPatternError(reason: "\(what) expected at the end") }
    position += 1
    return next
  }

  private mutating func alternatives() throws(PathPatternError) -> Tree {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.largestDepth else { throw PathPatternError(reason: "too many groups within groups") }
    var all = [try sequence()]
    while take("|") { all.append(try sequence()) }
    return all.count == 1 ? all[0] : .alternatives(all)
  }

  private mutating func sequence() throws(PathPatternError) -> Tree {
    var parts: [Tree] = []
    while let next, next != "|", next != ")" { parts.append(try repeatedAtom()) }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private mutating func repeatedAtom() throws(PathPatternError) -> Tree {
    let atom = try atom()
    guard let repeated = try repetition(of: atom) else { return atom }
    // Whether few or many are tried first makes no difference to a match of the whole.
    _ = take("?")
    guard try repetition(of: repeated) == nil, next != "+" else {
      throw PathPatternError(reason: "several repetitions in a row")
    }
    return repeated
  }

  private mutating func repetition(of atom: Tree) throws(PathPatternError) -> Tree? {
    if take("*") { return .atLeast(atom, 0) }
    if take("+") { return .atLeast(atom, 1) }
    if take("?") { return .repeated(atom, 0...1) }
    let before = position
    guard take("{") else { return nil }
    let lower = number()
    let hasUpper = take(",")
    let upper = hasUpper ? number() : lower
    guard take("}"), lower != nil || hasUpper else {
      // Braces that do not count are characters.
      position = before
      return nil
    }
    guard let upper else { return .atLeast(atom, lower ?? 0) }
    guard lower ?? 0 <= upper else { throw PathPatternError(reason: "a repetition from more to fewer") }
    return .repeated(atom, (lower ?? 0)...upper)
  }

  /// A number, at most one more than there may be states.
  private mutating func number() -> Int? {
    var value: Int?
    while let digit = next.flatMap({ Int(String($0)) }) {
      value = min((value ?? 0) * 10 + digit, Self.largestStateCount + 1)
      position += 1
    }
    return value
  }

  private mutating func atom() throws(PathPatternError) -> Tree {
    switch try takeOne(expecting: "a character") {
    case ".": return .character(.any)
    case "^": return .start
    case "$": return .end
    case "[": return .character(try characterClass())
    case "\\": return .character(CharacterClass(parts: [try escape()]))
    case "(": return try group()
    case "*", "+", "?": throw PathPatternError(reason: "nothing to repeat")
    case let character: return .character(CharacterClass(parts: [.range(character...character)]))
    }
  }

  private mutating func group() throws(PathPatternError) -> Tree {
    let isPositive = take("?=")
    let isNegative = take("?!")
    let isPlain = isPositive || isNegative || take("?:") || next != "?"
    guard isPlain else {
      throw PathPatternError(reason: "an extension '(?' other than '(?:', '(?=' and '(?!', which are known")
    }
    let inner = try alternatives()
    guard take(")") else { throw PathPatternError(reason: "a '(' without ')'") }
    return isPositive || isNegative ? .lookahead(inner, isNegated: isNegative) : inner
  }

  private mutating func escape() throws(PathPatternError) -> CharacterClass.Part {
    switch try takeOne(expecting: "a character after '\\'") {
    case "d": return .digit
    case "D": return .not(.digit)
    case "w": return .word
    case "W": return .not(.word)
    case "s": return .space
    case "S": return .not(.space)
    case let character where character.isASCII && Character(character).isLetterOrDigit:
      throw PathPatternError(reason: "'\\\(character)', which is not known")
    case let character: return .range(character...character)
    }
  }

  private mutating func characterClass() throws(PathPatternError) -> CharacterClass {
    var result = CharacterClass(isNegated: take("^"))
    repeat {
      let part = try classMember()
      // A '-' before the end is a character.
      let isRange = next == "-" && position + 1 < text.count && text[position + 1] != "]"
      guard isRange else {
        result.parts.append(part)
        continue
      }
      position += 1
      guard case .range(let lower) = part, case .range(let upper) = try classMember(),
        lower.lowerBound <= upper.lowerBound
      else { throw PathPatternError(reason: "a range of characters without two ends in order") }
      result.parts.append(.range(lower.lowerBound...upper.lowerBound))
    } while !take("]")
    return result
  }

  private mutating func classMember() throws(PathPatternError) -> CharacterClass.Part {
    let character = try takeOne(expecting: "a ']'")
    return character == "\\" ? try escape() : .range(character...character)
  }

  // MARK: States

  private mutating func add(_ state: PathPattern.State) throws(PathPatternError) -> Int {
    guard states.count < Self.largestStateCount else { throw PathPatternError(reason: "too long a pattern") }
    states.append(state)
    return states.count - 1
  }

  /// Adds the states of a part before those of what follows.
  /// - Returns: the first state.
  private mutating func add(_ tree: Tree, before following: Int) throws(PathPatternError) -> Int {
    additions += 1
    guard additions <= 10 * Self.largestStateCount else {
      throw PathPatternError(reason: "too long a pattern")
    }
    switch tree {
    case .character(let allowed): return try add(.character(allowed, next: following))
    case .start: return try add(.start(next: following))
    case .end: return try add(.end(next: following))
    case .sequence(let parts):
      var following = following
      for part in parts.reversed() { following = try add(part, before: following) }
      return following
    case .alternatives(let all):
      var ways: [Int] = []
      for way in all { ways.append(try add(way, before: following)) }
      return try add(.fork(ways))
    case .repeated(let part, let counts):
      var first = following
      for _ in counts.lowerBound..<counts.upperBound {
        first = try add(.fork([try add(part, before: first), following]))
      }
      return try add(part, times: counts.lowerBound, before: first)
    case .atLeast(let part, let count):
      let fork = try add(.fork([]))
      states[fork] = .fork([try add(part, before: fork), following])
      return try add(part, times: count, before: fork)
    case .lookahead(let inner, let isNegated):
      let accept = try add(.accept)
      let inner = try add(inner, before: accept)
      return try add(.lookahead(inner: inner, accept: accept, isNegated: isNegated, next: following))
    }
  }

  private mutating func add(_ part: Tree, times: Int, before following: Int) throws(PathPatternError) -> Int {
    var first = following
    for _ in 0..<times { first = try add(part, before: first) }
    return first
  }
}

extension Character {
  fileprivate var isLetterOrDigit: Bool { isLetter || isNumber }
}
