extension JSONValue {
  /// Compact JSON text. Numbers read back as they are.
  /// - Throws: `FormatError` for NaN and infinity, which JSON does not have.
  public func text() throws(FormatError) -> String {
    var text = ""
    try write(to: &text)
    return text
  }

  private func write(to text: inout String) throws(FormatError) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value):
      guard value.isFinite else {
        throw FormatError(file: "JSON", place: "a number", reason: "\(value) cannot be written as JSON")
      }
      text += String(value)
    case .string(let value): Self.write(value, to: &text)
    case .array(let elements):
      text += "["
      for (position, element) in elements.enumerated() {
        if position > 0 { text += "," }
        try element.write(to: &text)
      }
      text += "]"
    case .object(let object):
      text += "{"
      for (position, (key, value)) in object.enumerated() {
        if position > 0 { text += "," }
        Self.write(key, to: &text)
        text += ":"
        try value.write(to: &text)
      }
      text += "}"
    }
  }

  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
