import Foundation
import StrataIO

/// One picture of a report, as SVG or as pixels.
public struct Figure: Sendable {
  /// The formats of figure files.
  public enum Format: String, Sendable {
    /// Lines and text, sharp at any size.
    case svg
    /// Pixels.
    case png
  }

  /// A short name for files, of small letters, digits and hyphens.
  public let name: String
  public let title: String
  /// What it shows, in a sentence.
  public let caption: String
  let drawing: Drawing

  init(name: String, title: String, caption: String, drawing: Drawing) {
    self.name = fileName(name)
    self.title = title
    self.caption = caption
    self.drawing = drawing
  }

  /// The figure as the text of an SVG file, on white.
  public func svg() -> String { SVG(coloring: .palette(.light)).text(drawing, title: title) }

  /// The figure as a picture, on white.
  /// - Parameter scale: pixels for each unit of the SVG file; stops with a message if it is not in 0.1…10.
  public func picture(scale: Double = 2) -> Picture {
    require((0.1...10).contains(scale), "the scale of a figure must be in 0.1...10, not \(scale)")
    return Canvas(drawing, scale: scale).picture
  }

  /// Writes the figure to a file whose name ends in `.svg` or `.png`.
  /// - Throws: `StrataError.file` if the file cannot be written or has another extension.
  public func write(to path: String) throws {
    let fileExtension = (path as NSString).pathExtension.lowercased()
    guard let format = Format(rawValue: fileExtension) else {
      throw StrataError.file(path: path, reason: "figures are written to files that end in .svg or .png")
    }
    switch format {
    case .svg: try reportingFileErrors { try AtomicFile.write(Array(svg().utf8), to: path) }
    case .png: try picture().write(to: path)
    }
  }
}

/// A text as the name of a file: small letters, digits and hyphens.
private func fileName(_ text: String) -> String {
  let parts = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
  return parts.isEmpty ? "figure" : parts.joined(separator: "-")
}
