import Testing

@testable import StrataIO

@Suite("CSV")
struct CSVTests {
  private func parse(_ text: String, header: CSV.Header = .automatic) throws -> CSV {
    try CSV(decoding: Array(text.utf8), file: "memory", header: header)
  }

  @Test("Files that Python's csv module wrote", arguments: ["plain.csv", "header.csv", "tabs.csv"])
  func reads(_ file: String) throws {
    let table = try CSV(contentsOf: fixture(file), separator: file == "tabs.csv" ? "\t" : ",")
    try Expectations().check(table.array, file: file)
    #expect(table.header == (file == "header.csv" ? ["width, in mm", "the \"height\"", "two\nlines"] : nil))
  }

  @Test("Ends of lines, empty lines, spaces, quotes and a byte order mark")
  func layout() throws {
    let expected = [1.0, 2, 3, 4]
    for text in [
      "1,2\n3,4", "1,2\r\n3,4\r\n", "1,2\r3,4\r", "\n1,2\n\n3,4\n\n", " 1 ,\t2\n\"3\",4", "\u{FEFF}1,2\n3,4",
    ] {
      let table = try parse(text)
      #expect(table.values == expected, "\(text.debugDescription)")
      #expect(table.rowCount == 2 && table.columnCount == 2)
    }
  }

  @Test("Numbers in all their spellings")
  func numbers() throws {
    let table = try parse("-1.5e-3,+2,.5,1E3,inf,-Infinity,0", header: .absent)
    #expect(table.values == [-0.0015, 2, 0.5, 1000, .infinity, -.infinity, 0])
    #expect(try parse("nan", header: .absent).values[0].isNaN)
  }

  @Test("The header is the first line if it has a text, or if it is said to be")
  func header() throws {
    #expect(try parse("a,b\n1,2").header == ["a", "b"])
    #expect(try parse("1,2\n3,4").header == nil)
    #expect(try parse("1,2\n3,4", header: .present).header == ["1", "2"])
    #expect(try parse("a,b\n").rowCount == 0)
    #expect(try parse("").columnCount == 0)
  }

  @Test(
    "Errors say where",
    arguments: [
      ("1,2\n3", "line 2, column 1", "the row has 1 fields, and the first has 2"),
      ("1,2\n3,4,5", "line 2, column 1", "the row has 3 fields, and the first has 2"),
      ("1,2\n3,x", "line 2, column 3", "'x' is not a number"),
      ("1,2\n3,", "line 2, column 3", "'' is not a number"),
      ("a,\"b\nc\"\n1,2\n7,\"0x10\"", "line 4, column 3", "'0x10' is not a number"),
      ("1,2\n3,\"4", "line 2, column 3", "a quote has no end"),
      ("1,2\n\"3\"4,5", "line 2, column 1", "there is text after the closing quote"),
    ])
  func errors(_ text: String, _ place: String, _ reason: String) throws {
    let error = try formatError { try parse(text) }
    #expect(error.place == place)
    #expect(error.reason == reason)
  }
}
