/// Changes of JSON text token by token, so that most of it stays readable.
extension Dice {
  mutating func mutateTokens(_ text: [UInt8]) -> [UInt8] {
    var tokens = jsonTokens(text)
    for _ in 0..<(1 + below(4)) {
      let place = below(tokens.count + 1)
      guard place < tokens.count else {
        tokens.append(strangeToken())
        continue
      }
      switch below(6) {
      case 0: tokens.remove(at: place)
      case 1: tokens.insert(tokens[place], at: place)
      case 2: tokens.swapAt(place, below(tokens.count))
      case 3: tokens[place] = one(of: tokens)
      case 4: tokens.insert(strangeToken(), at: place)
      default: tokens[place] = strangeToken()
      }
    }
    return Array(tokens.joined())
  }

  private mutating func strangeToken() -> [UInt8] {
    if once(in: 40) {
      // Deep nesting and long numbers.
      let piece = one(of: ["[", "{\"a\":", "[{\"a\":", "1", "9", "]", " ", "\\u0041", "\"", "-", "1e"])
      return Array(String(repeating: piece, count: once(in: 20) ? 100_000 : below(400)).utf8)
    }
    if once(in: 6) {
      // Not UTF-8: too short, too long, a surrogate, too large, a byte order mark.
      return [0x22]
        + one(of: [
          [0xC3], [0xC3, 0x28], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF],
        ])
        + [0x22]
    }
    return Array(
      one(of: [
        "0", "-0", "1", "-1", "01", "1.", ".5", "+1", "1e5", "1E+400", "1e-400", "-1e999", "1e", "0.1",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
        "4294967296",
        "4611686018427387904", "1000000000000000000000000000000", "NaN", "Infinity", "null", "true", "false",
        "tru",
        "\"\"", "\"a\"", "\"a\":1", "\"a\":1,\"a\":2", "\"é\":1,\"e\\u0301\":2", "\"\\u0000\"", "\"\\ud800\"",
        "\"\\udc00\"", "\"\\ud83d\\ude00\"", "\"\\ud83d\\u0041\"", "\"\\u12\"", "\"\\x\"", "\"\\", "\"",
        "\"\n\"",
        "[", "]", "{", "}", ",", ":", "[]", "{}", "[[]]", "/* */", "\u{FEFF}",
      ]).utf8)
  }
}

/// The tokens of JSON text, roughly: joined they are the text again, whatever it is.
private func jsonTokens(_ text: [UInt8]) -> [[UInt8]] {
  var tokens: [[UInt8]] = []
  var offset = 0
  while offset < text.count {
    let start = offset
    offset += 1
    if text[start] == UInt8(ascii: "\"") {
      while offset < text.count, text[offset] != UInt8(ascii: "\"") {
        offset += text[offset] == UInt8(ascii: "\\") ? 2 : 1
      }
      offset = min(offset + 1, text.count)
    } else if !isStructural(text[start]) {
      while offset < text.count, !isStructural(text[offset]), text[offset] != UInt8(ascii: "\"") {
        offset += 1
      }
    }
    tokens.append(Array(text[start..<offset]))
  }
  return tokens
}

private func isStructural(_ byte: UInt8) -> Bool { "[]{},: \n".utf8.contains(byte) }
