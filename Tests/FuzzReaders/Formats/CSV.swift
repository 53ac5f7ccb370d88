import StrataIO

extension Format {
  static let csv = Format(
    name: "csv", seeds: fixtures(["plain.csv", "header.csv", "tabs.csv"]),
    crafts: [{ $0.once(in: 50) ? $0.denseCSV() : $0.csv() }], largestMultiple: 24
  ) { bytes in
    // Every input is read in three ways; a failure of one does not spare the others.
    let ways: [(Character, CSV.Header)] = [(",", .automatic), ("\t", .present), (";", .absent)]
    var failure: (any Error)?
    for (separator, header) in ways {
      do {
        let table = try CSV(decoding: bytes, file: "memory", separator: separator, header: header)
        _ = table.array
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}

extension Dice {
  /// Fields and separators that may not fit.
  mutating func csv() -> [UInt8] {
    let separator = one(of: [",", ",", "\t", ";", "|"])
    let newline = one(of: ["\n", "\r\n", "\r", "\n\n"])
    let columns = 1 + below(6)
    var bytes: [UInt8] = once(in: 8) ? [0xEF, 0xBB, 0xBF] : []
    for _ in 0..<below(12) {
      for column in 0..<(once(in: 20) ? below(8) : columns) {
        if column > 0 { bytes += separator.utf8 }
        bytes += once(in: 6) ? strangeField() : Array("\(Double(below(1000)) / 8)".utf8)
      }
      bytes += (once(in: 20) ? "\r\r\n" : newline).utf8
    }
    return bytes
  }

  /// As many fields as fit.
  mutating func denseCSV() -> [UInt8] {
    let field = one(of: [",", "1,", "\"\",", "1\n", "\n", "\t", "1\t", ";", "1;", "\"a\"\"\","])
    return Array(String(repeating: field, count: 1 << below(16)).utf8)
  }

  private mutating func strangeField() -> [UInt8] {
    if once(in: 30) { return [UInt8](repeating: one(of: "19\".,e-\u{0}".utf8), count: 1 << below(16)) }
    if once(in: 10) { return bytes(below(8)) }
    return Array(
      one(of: [
        "nan", "inf", "-inf", "NaN", "infinity", "0x1p3", "0X10", "1e400", "-1e-400", "1_000", "\"1\"", "\"1",
        "1\"", "\"a\"\"b\"", "\"\"\"", "\"1\"2", "\"a\nb\"", "\"a\r\nb\"", " 1 ", "\t1", "", "+1", "1e", ".",
        "-",
        "é", "e\u{301}", "٣", "1,5", "true", "name", "nan(123)",
      ]).utf8)
  }
}
