/// Reads the small part of Python's literals that npy headers use.
struct PythonLiteralParser {
  enum Value {
    case string(String)
    case bool(Bool)
    case tuple([Int])
    case other
  }

  private let bytes: [UInt8]
  private let file: String
  private var offset = 0

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// A dictionary, and nothing but space after it.
  mutating func dictionary() throws(FormatError) -> [String: Value] {
    var fields: [String: Value] = [:]
    try expect("{")
    while !skip("}") {
      let key = try string()
      try expect(":")
      let value = try value()
      guard fields.updateValue(value, forKey: key) == nil else {
        throw error("the key '\(key)' is there twice")
      }
      if !skip(",") {
        try expect("}")
        break
      }
    }
    skipSpace()
    guard offset == bytes.count else { throw error("there is more after the dictionary") }
    return fields
  }

  private mutating func value() throws(FormatError) -> Value {
    skipSpace()
    if skip("(") { return .tuple(try integers()) }
    if skip(word: "True") { return .bool(true) }
    if skip(word: "False") { return .bool(false) }
    if next == UInt8(ascii: "[") {
      // A list describes the fields of records, which are not read: nothing after it matters.
      offset = bytes[offset...].lastIndex(of: UInt8(ascii: "]")).map { $0 + 1 } ?? bytes.count
      return .other
    }
    return .string(try string())
  }

  private mutating func integers() throws(FormatError) -> [Int] {
    var integers: [Int] = []
    while !skip(")") {
      skipSpace()
      let start = offset
      while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
      guard let integer = Int(String(decoding: bytes[start..<offset], as: UTF8.self)) else {
        throw error("not a size")
      }
      // Python 2 marks long integers.
      _ = skip("L")
      integers.append(integer)
      if !skip(",") {
        try expect(")")
        break
      }
    }
    return integers
  }

  private mutating func string() throws(FormatError) -> String {
    skipSpace()
    guard let quote = next, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw error("a string is missing")
    }
    guard let end = bytes[(offset + 1)...].firstIndex(of: quote) else { throw error("a string has no end") }
    defer { offset = end + 1 }
    return String(decoding: bytes[offset + 1..<end], as: UTF8.self)
  }

  // MARK: Characters

  private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  private mutating func skip(word: String) -> Bool {
    guard bytes[offset...].starts(with: word.utf8) else { return false }
    offset += word.utf8.count
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(FormatError) {
    guard skip(character) else { throw error("'\(character)' is missing") }
  }

  private func error(_ reason: String) -> FormatError {
    FormatError(file: file, place: "header, character \(offset)", reason: reason)
  }
}
