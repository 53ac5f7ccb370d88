import StrataIO
import Testing

/// Expects two JSON values with the same keys and the same numbers, be they written as 1 or 1.0.
func expectSame(
  _ found: JSONValue, _ expected: JSONValue, _ place: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  if let found = found.object, let expected = expected.object {
    #expect(found.keys.sorted() == expected.keys.sorted(), "\(place)", sourceLocation: sourceLocation)
    for (key, value) in expected {
      expectSame(found[key] ?? .null, value, "\(place).\(key)", sourceLocation: sourceLocation)
    }
  } else if let found = found.array, let expected = expected.array {
    #expect(found.count == expected.count, "\(place)", sourceLocation: sourceLocation)
    for (found, expected) in zip(found, expected) {
      expectSame(found, expected, "\(place)[]", sourceLocation: sourceLocation)
    }
  } else if let found = found.double, let expected = expected.double {
    #expect(found == expected, "\(place)", sourceLocation: sourceLocation)
  } else {
    #expect(found == expected, "\(place)", sourceLocation: sourceLocation)
  }
}
