import StrataGraph

/// A table of numbers from a CSV file: <https://www.rfc-editor.org/rfc/rfc4180>.
public struct CSV: Sendable, Equatable {
  /// Whether the first line holds the names of the columns.
  public enum Header: Sendable {
    case present, absent
    /// It does if one of its fields is not a number.
    case automatic
  }

  /// The names of the columns, if the file has them.
  public let header: [String]?
  /// The number of rows below the header.
  public let rowCount: Int
  /// The number of fields in every row.
  public let columnCount: Int
  /// The numbers, row by row.
  public let values: [Double]

  /// The numbers as `float32[rows, columns]`.
  public var array: HostArray { HostArray(values.map { Float($0) }, shape: [rowCount, columnCount]) }

  /// Reads a file.
  /// - Throws: `FileError` if it cannot be read; `FormatError` with line and column for a field that is not a number,
  ///   a row that is shorter or longer than the first, or a quote without an end.
  public init(contentsOf path: String, separator: Character = ",", header: Header = .automatic) throws {
    try self.init(decoding: File.read(path), file: path, separator: separator, header: header)
  }

  /// Reads the bytes of a file; `file` names it in errors.
  /// - Parameter separator: an ASCII character.
  /// - Throws: `FormatError`.
  public init(
    decoding bytes: [UInt8], file: String, separator: Character = ",", header: Header = .automatic
  ) throws(FormatError) {
    guard let separator = separator.asciiValue else { preconditionFailure("the separator is not ASCII") }
    var reader = CSVReader(bytes, file: file, separator: separator)
    var ahead = reader
    var columnCount = 0
    var isNumeric = true
    _ = try ahead.row { field in
      columnCount += 1
      isNumeric = isNumeric && field.number != nil
    }
    var names: [String]?
    if columnCount > 0, header == .present || header == .automatic && !isNumeric {
      var row: [String] = []
      row.reserveCapacity(columnCount)
      _ = try reader.row { row.append($0.text) }
      names = row
    }

    var values: [Double] = []
    var rowCount = 0
    while true {
      var count = 0
      let first = try reader.row { field throws(FormatError) in
        guard let number = field.number else {
          throw field.error(file: file, "'\(field.shortText)' is not a number")
        }
        values.append(number)
        count += 1
      }
      guard let first else { break }
      guard count == columnCount else {
        throw first.error(file: file, "the row has \(count) fields, and the first has \(columnCount)")
      }
      rowCount += 1
    }
    self.header = names
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.values = values
  }
}
