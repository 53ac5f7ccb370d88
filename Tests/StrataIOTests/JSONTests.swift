import Testing

@testable import StrataIO

@Suite("JSON")
struct JSONTests {
  private func parse(_ text: String) throws -> JSONValue { try JSONValue(parsing: text.utf8, file: "memory") }

  @Test("Values")
  func values() throws {
    #expect(try parse(" null ") == .null)
    #expect(try parse("[true,false]") == .array([.bool(true), .bool(false)]))
    #expect(try parse("-12") == .integer(-12))
    #expect(try parse("1.5e2") == .number(150))
    #expect(try parse("9223372036854775807") == .integer(.max))
    #expect(try parse("9223372036854775808") == .number(0x1p63))
    #expect(try parse(#""a\n\"\\\/\u00e4\ud83d\ude00""#) == .string("a\n\"\\/ä😀"))
    #expect(try parse(#"{"b":1,"a":{}}"#) == .object(["b": 1.json, "a": .object([:])]))
  }

  @Test("A file that Python wrote")
  func reads() throws {
    let value = try JSONValue(parsing: File.read(fixture("sample.json")), file: "sample.json")
    let numbers: [JSONValue] = [
      0.json, (-1).json, (1 << 53).json, .number(0.1), .number(-1.5e-7), .number(1e300),
    ]
    #expect(
      value
        == .object([
          "größe": .array(numbers), "quoted \"text\"\n": .array([.string("ä"), .string("😀"), .string("")]),
          "nested": .object(["a": .array([.object([:]), .array([]), .null, .bool(true), .bool(false)])]),
        ]))
  }

  @Test("Keys keep their order")
  func order() throws {
    #expect(try parse(#"{"z":1,"a":2,"m":3}"#).object?.keys == ["z", "a", "m"])
  }

  @Test(
    "Text that is not JSON",
    arguments: [
      "", " ", "nul", "tru", "01", "1.", ".5", "+1", "-", "1e", "1e999", "[1,]", "[1 2]", "[", "{", "{}}",
      "{\"a\"}",
      "{\"a\":1,}", "{a:1}", "\"", "\"\n\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\udc00\"",
      "\"\\ud800\\u0041\"",
      "{\"a\":1,\"a\":1}", "1 1", "NaN", "'a'", String(repeating: "[", count: 100_000),
    ])
  func broken(_ text: String) throws {
    let error = try formatError { try parse(text) }
    #expect(error.place.hasPrefix("JSON at byte"))
  }

  @Test("Bytes that are not UTF-8")
  func notUTF8() throws {
    let text: [UInt8] = [0x22, 0xff, 0x22]
    #expect(
      try formatError { try JSONValue(parsing: text, file: "memory") }.reason == "a string is not UTF-8")
  }

  @Test("What is written reads back")
  func roundTrip() throws {
    let value = JSONValue.object([
      "text": .string("a\"\\\n\t\u{1}ä😀"),
      "numbers": .array([1.json, .number(0.1), .number(-1e300), .integer(.min)]),
      "nothing": .null, "truth": .bool(false), "empty": .array([]),
    ])
    #expect(try parse(value.text()) == value)
    #expect(throws: FormatError.self) { try JSONValue.number(.nan).text() }
  }
}

extension Int {
  fileprivate var json: JSONValue { .integer(self) }
}
