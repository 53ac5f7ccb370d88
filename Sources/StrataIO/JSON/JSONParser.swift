extension JSONValue {
  /// Reads JSON text in UTF-8, strictly: one value, no repeated keys, no trailing commas, no comments.
  /// - Throws: `FormatError` with the offset of the first byte that does not fit.
  public init(parsing text: some Sequence<UInt8>, file: String) throws(FormatError) {
    var parser = JSONParser(bytes: Array(text), file: file)
    self = try parser.document()
  }
}

private struct JSONParser {
  let bytes: [UInt8]
  let file: String
  var offset = 0
  /// Deeper nesting than any real file has; recursion stays far from the end of the stack.
  static let deepest = 128

  init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  mutating func document() throws(FormatError) -> JSONValue {
    let value = try value(depth: 0)
    skipSpace()
    guard offset == bytes.count else { throw error("there is more after the end of the JSON value") }
    return value
  }

  private func error(_ reason: String) -> FormatError {
    FormatError(file: file, place: "JSON at byte \(offset)", reason: reason)
  }

  private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(FormatError) {
    guard skip(character) else { throw error("'\(character)' is missing") }
  }

  private mutating func value(depth: Int) throws(FormatError) -> JSONValue {
    guard depth <= Self.deepest else { throw error("nested more than \(Self.deepest) deep") }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return .object(try object(depth: depth))
    case UInt8(ascii: "["): return .array(try array(depth: depth))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case nil: throw error("the text ends where a value should be")
    default: return try number()
    }
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(FormatError) -> JSONValue {
    guard bytes[offset...].starts(with: word.utf8) else { throw error("not a JSON value") }
    offset += word.utf8.count
    return value
  }

  private mutating func object(depth: Int) throws(FormatError) -> JSONObject {
    try expect("{")
    var object = JSONObject()
    skipSpace()
    if skip("}") { return object }
    while true {
      skipSpace()
      let key = try string()
      guard object[key] == nil else { throw error("the key '\(key)' is there twice") }
      skipSpace()
      try expect(":")
      object[key] = try value(depth: depth + 1)
      skipSpace()
      if skip("}") { return object }
      try expect(",")
    }
  }

  private mutating func array(depth: Int) throws(FormatError) -> [JSONValue] {
    try expect("[")
    var elements: [JSONValue] = []
    skipSpace()
    if skip("]") { return elements }
    while true {
      elements.append(try value(depth: depth + 1))
      skipSpace()
      if skip("]") { return elements }
      try expect(",")
    }
  }

  // MARK: Numbers

  private mutating func number() throws(FormatError) -> JSONValue {
    let start = offset
    _ = skip("-")
    if !skip("0") { try digits() }
    var isInteger = true
    if skip(".") {
      isInteger = false
      try digits()
    }
    if skip("e") || skip("E") {
      isInteger = false
      if !skip("+") { _ = skip("-") }
      try digits()
    }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    if isInteger, let integer = Int(text) { return .integer(integer) }
    guard let double = Double(text), double.isFinite else { throw error("the number \(text) is too large") }
    return .number(double)
  }

  private mutating func digits() throws(FormatError) {
    let start = offset
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
    guard offset > start else { throw error("not a JSON value") }
  }

  // MARK: Strings

  private mutating func string() throws(FormatError) -> String {
    try expect("\"")
    var text: [UInt8] = []
    while true {
      let start = offset
      while let byte = next, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
        offset += 1
      }
      text += bytes[start..<offset]
      if skip("\"") { break }
      guard skip("\\") else { throw error("a string has no end, or a control character in it") }
      text += try escaped().utf8
    }
    guard let string = String(validating: text, as: UTF8.self) else { throw error("a string is not UTF-8") }
    return string
  }

  private mutating func escaped() throws(FormatError) -> String {
    let simple: [UInt8: String] = [
      UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/", UInt8(ascii: "b"): "\u{8}",
      UInt8(ascii: "f"): "\u{c}", UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
    ]
    if let byte = next, let character = simple[byte] {
      offset += 1
      return character
    }
    guard skip("u") else { throw error("an unknown escape in a string") }
    var scalar = try hexadecimal()
    if (0xD800..<0xDC00).contains(scalar) {
      guard skip("\\"), skip("u") else { throw error("half of a surrogate pair") }
      let low = try hexadecimal()
      guard (0xDC00..<0xE000).contains(low) else { throw error("half of a surrogate pair") }
      scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let character = Unicode.Scalar(scalar) else { throw error("half of a surrogate pair") }
    return String(character)
  }

  private mutating func hexadecimal() throws(FormatError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw error("\\u needs four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }
}
