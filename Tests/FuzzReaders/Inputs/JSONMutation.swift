import StrataIO

/// Changes of JSON values that leave the text right, so that what is wrong reaches those who believe in what it says.
extension Dice {
  /// Changes one to four values somewhere in `value`.
  /// - Parameter pool: other values that may take the place of one.
  mutating func mutateValues(in value: JSONValue, _ pool: JSONPool) -> JSONValue {
    (0...below(4)).reduce(value) { value, _ in
      let paths = value.paths
      return change(value, at: one(of: paths)[...], pool)
    }
  }

  private mutating func change(_ value: JSONValue, at path: ArraySlice<Int>, _ pool: JSONPool) -> JSONValue {
    guard let step = path.first else { return changed(value, pool) }
    switch value {
    case .array(var elements):
      elements[step] = change(elements[step], at: path.dropFirst(), pool)
      return .array(elements)
    case .object(var object):
      let (key, inner) = object[object.startIndex + step]
      object[key] = change(inner, at: path.dropFirst(), pool)
      return .object(object)
    default: return value
    }
  }

  private mutating func changed(_ value: JSONValue, _ pool: JSONPool) -> JSONValue {
    if once(in: 8) { return one(of: pool.values) }
    if once(in: 20) { return strangeValue() }
    if once(in: 30) { return nested(value) }
    switch value {
    case .integer, .number: return strangeNumber()
    case .bool(let flag): return .bool(!flag)
    case .string: return .string(one(of: pool.strings))
    case .null: return once(in: 2) ? strangeNumber() : one(of: pool.values)
    case .array(let elements): return .array(changed(elements, pool))
    case .object(let object): return .object(changed(object, pool))
    }
  }

  private mutating func changed(_ elements: [JSONValue], _ pool: JSONPool) -> [JSONValue] {
    var elements = elements
    guard !elements.isEmpty, !once(in: 8) else {
      return once(in: 2) ? [] : (0..<below(5)).map { _ in strangeNumber() }
    }
    let place = below(elements.count)
    switch below(5) {
    case 0: elements.remove(at: place)
    case 1: elements.insert(elements[place], at: below(elements.count + 1))
    case 2: elements.swapAt(place, below(elements.count))
    case 3: elements.insert(one(of: pool.values), at: place)
    default: elements[place] = strangeValue()
    }
    return elements
  }

  private mutating func changed(_ object: JSONObject, _ pool: JSONPool) -> JSONObject {
    if once(in: 4) { return one(of: pool.objects) }
    var object = object
    guard !object.isEmpty else { return object }
    let key = one(of: object.keys)
    switch below(5) {
    case 0: object[key] = nil
    case 1: object[one(of: pool.strings)] = object[key]
    case 2:
      let other = one(of: object.keys)
      (object[key], object[other]) = (object[other], object[key])
    case 3: object[key] = one(of: pool.values)
    default: object[key] = strangeValue()
    }
    return object
  }

  private mutating func strangeNumber() -> JSONValue {
    one(of: [
      .integer(0), .integer(-1), .integer(1), .integer(2), .integer(3), .integer(7), .integer(64),
      .integer(1 << 20), .integer(1 << 31 - 1), .integer(1 << 31), .integer(-1 << 31), .integer(1 << 32),
      .integer(1 << 62), .integer(.max), .integer(.min), .number(0.5), .number(-0.5), .number(1e300),
      .number(-1e300), .number(1e-300), .number(2.5), .number(1e9),
    ])
  }

  private mutating func strangeValue() -> JSONValue {
    switch below(8) {
    case 0: .null
    case 1: .bool(once(in: 2))
    case 2: .string(one(of: ["", "a", "/", ".", "é", "a/b", "float32", "float16", "same", "-1"]))
    case 3: .array([])
    case 4: .object([:])
    case 5: .array((0...below(6)).map { _ in strangeNumber() })
    default: strangeNumber()
    }
  }

  private mutating func nested(_ value: JSONValue) -> JSONValue {
    (0..<(once(in: 4) ? 100 : 1 + below(3))).reduce(value) { inner, _ in .array([inner]) }
  }
}

/// Parts of some JSON values.
struct JSONPool: Sendable {
  private(set) var values: [JSONValue] = []
  private(set) var objects: [JSONObject] = []
  private(set) var strings: [String] = []

  init(_ roots: [JSONValue]) {
    var known: Set<String> = []
    func add(_ value: JSONValue) {
      values.append(value)
      switch value {
      case .array(let elements): elements.forEach { add($0) }
      case .object(let object):
        objects.append(object)
        for (key, inner) in object {
          if known.insert(key).inserted { strings.append(key) }
          add(inner)
        }
      case .string(let text): if known.insert(text).inserted { strings.append(text) }
      default: break
      }
    }
    roots.forEach { add($0) }
  }
}

extension JSONValue {
  /// The way to each value in this one, the value itself first: positions in arrays and objects.
  fileprivate var paths: [[Int]] {
    let inner: [JSONValue] =
      switch self {
      case .array(let elements): elements
      case .object(let object): object.map(\.value)
      default: []
      }
    return [[]] + inner.enumerated().flatMap { position, value in value.paths.map { [position] + $0 } }
  }
}
