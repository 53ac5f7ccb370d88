/// Splits CSV text into rows of fields.
struct CSVReader {
  struct Field {
    var text: String
    var line: Int
    /// Position of the first byte in its line, from 1.
    var column: Int

    /// The number, in decimal notation or as NaN or infinity, with space around it.
    var number: Double? {
      let trimmed = text.utf8.drop { $0 == 0x20 || $0 == 0x09 }
      let end = trimmed.lastIndex { $0 != 0x20 && $0 != 0x09 }
      guard let end, let number = Double(Substring(trimmed[...end])) else { return nil }
      // Swift also reads hexadecimal numbers, which no program means in a table.
      return trimmed.contains(UInt8(ascii: "x")) || trimmed.contains(UInt8(ascii: "X")) ? nil : number
    }

    var shortText: String { text.count > 40 ? text.prefix(40) + "…" : text }

    func error(file: String, _ reason: String) -> FormatError {
      FormatError(file: file, place: "line \(line), column \(column)", reason: reason)
    }
  }

  private let bytes: [UInt8]
  private let file: String
  private let separator: UInt8
  private var offset = 0
  private var line = 1
  private var lineStart = 0

  private static let quote = UInt8(ascii: "\"")
  private static let newline = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  init(_ bytes: [UInt8], file: String, separator: UInt8) {
    self.bytes = bytes
    self.file = file
    self.separator = separator
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    if bytes.starts(with: byteOrderMark) { offset = byteOrderMark.count }
    lineStart = offset
  }

  /// Hands the fields of the next row to `body`, one by one: a row may be as long as the file. Empty lines are passed
  /// over.
  /// - Returns: the first field, or nil at the end.
  mutating func row(_ body: (Field) throws(FormatError) -> Void) throws(FormatError) -> Field? {
    while let byte = next, byte == Self.newline || byte == Self.carriageReturn { endLine() }
    guard next != nil else { return nil }
    let first = try field()
    try body(first)
    while next == separator {
      offset += 1
      try body(try field())
    }
    if next != nil { endLine() }
    return first
  }

  private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  /// Passes over the end of a line: LF, CR LF, or the CR of old.
  private mutating func endLine() {
    let isReturn = bytes[offset] == Self.carriageReturn
    offset += 1
    if isReturn && next == Self.newline { offset += 1 }
    line += 1
    lineStart = offset
  }

  /// Afterwards the reader stands at a separator, the end of a line, or the end.
  private mutating func field() throws(FormatError) -> Field {
    var field = Field(text: "", line: line, column: offset - lineStart + 1)
    if next == Self.quote {
      field.text = try quoted(field)
      guard next == nil || next == separator || next == Self.newline || next == Self.carriageReturn else {
        throw field.error(file: file, "there is text after the closing quote")
      }
      return field
    }
    let start = offset
    while let byte = next, byte != separator, byte != Self.newline, byte != Self.carriageReturn {
      offset += 1
    }
    field.text = String(decoding: bytes[start..<offset], as: UTF8.self)
    return field
  }

  /// Text in quotes may hold separators and lines; two quotes stand for one.
  private mutating func quoted(_ field: Field) throws(FormatError) -> String {
    offset += 1
    var text: [UInt8] = []
    while let byte = next {
      if byte == Self.quote {
        offset += 1
        if next != Self.quote { return String(decoding: text, as: UTF8.self) }
        offset += 1
      } else if byte == Self.newline || byte == Self.carriageReturn {
        let start = offset
        endLine()
        text += bytes[start..<offset]
        continue
      } else {
        offset += 1
      }
      text.append(byte)
    }
    throw field.error(file: file, "a quote has no end")
  }
}
