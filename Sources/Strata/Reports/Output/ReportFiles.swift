import Foundation
import StrataIO

extension Report {
  /// The report as the text of an HTML page. It holds all figures, and needs no network and no other file.
  public func html() -> String { HTMLPage(report: self).text }

  /// Writes the report as an HTML page, which appears whole or not at all.
  /// - Throws: `StrataError.file` if the file cannot be written or its name does not end in `.html`.
  public func write(to path: String) throws {
    guard ["html", "htm"].contains((path as NSString).pathExtension.lowercased()) else {
      throw StrataError.file(path: path, reason: "reports are written to files that end in .html")
    }
    try reportingFileErrors { try AtomicFile.write(Array(html().utf8), to: path) }
  }

  /// Writes each figure to a file of its own: `confusion.svg`, `roc.svg`, … The folder is made if it is not there.
  /// - Throws: `StrataError.file` if the folder or a file cannot be written.
  /// - Returns: the paths of the files.
  @discardableResult
  public func writeFigures(to folder: String, as format: Figure.Format) throws -> [String] {
    try createFolder(folder)
    var used: Set<String> = []
    return try figures.map { figure in
      let name = unusedName(figure.name, &used)
      let path = URL(filePath: folder).appending(path: "\(name).\(format.rawValue)").path(
        percentEncoded: false)
      try figure.write(to: path)
      return path
    }
  }
}

/// A name, with a number if it is taken already.
private func unusedName(_ name: String, _ used: inout Set<String>) -> String {
  var candidate = name
  var number = 2
  while !used.insert(candidate).inserted {
    candidate = "\(name)-\(number)"
    number += 1
  }
  return candidate
}
