import Foundation

/// A drawing as SVG text.
struct SVG {
  /// How inks become colours.
  enum Coloring {
    /// As the variables of the page's style sheet, which may depend on the reader's light or dark mode.
    case styleSheet
    /// As the colours themselves.
    case palette(Palette)
  }

  let coloring: Coloring

  /// The element, with a text for those who cannot see it.
  func text(_ drawing: Drawing, title: String) -> String {
    let size = "\(number(drawing.width)) \(number(drawing.height))"
    var lines = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(size)" width="\(number(drawing.width))" \
      height="\(number(drawing.height))" role="img" aria-label="\(escaped(title))" \
      font-family="\(Self.fonts)">
      """
    ]
    if case .palette = coloring {
      lines.append("<title>\(escaped(title))</title>")
      lines.append("<rect width=\"100%\" height=\"100%\" fill=\"\(color(.surface))\"/>")
    }
    lines += drawing.marks.map(element)
    lines.append("</svg>")
    return lines.joined(separator: "\n")
  }

  static let fonts = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

  private func element(_ mark: Mark) -> String {
    let (name, attributes, content) = parts(mark.shape)
    let inner = content + (mark.tip.map { "<title>\(escaped($0))</title>" } ?? "")
    return inner.isEmpty ? "<\(name) \(attributes)/>" : "<\(name) \(attributes)>\(inner)</\(name)>"
  }

  private func parts(_ shape: Shape) -> (name: String, attributes: String, content: String) {
    switch shape {
    case .polyline(let points, let stroke):
      return ("polyline", "points=\"\(list(points))\" fill=\"none\"" + attributes(stroke), "")
    case .polygon(let points, let fill):
      return ("polygon", "points=\"\(list(points))\"" + attributes(fill), "")
    case .rectangle(let frame, let fill):
      return ("rect", attributes(frame) + attributes(fill), "")
    case .dot(let center, let radius, let fill):
      let place = "cx=\"\(number(center.x))\" cy=\"\(number(center.y))\" r=\"\(number(radius))\""
      return ("circle", place + attributes(fill), "")
    case .label(let label):
      return ("text", attributes(label), escaped(label.string))
    case .picture(let picture, let frame):
      let source = "data:image/png;base64,\(Data(picture.png()).base64EncodedString())"
      let style = "style=\"image-rendering:pixelated\" preserveAspectRatio=\"none\""
      return ("image", attributes(frame) + " \(style) href=\"\(source)\"", "")
    }
  }

  private func attributes(_ stroke: Stroke) -> String {
    var text = " stroke=\"\(color(stroke.ink))\" stroke-width=\"\(number(stroke.width))\""
    text += " stroke-linejoin=\"round\" stroke-linecap=\"\(stroke.isDashed ? "butt" : "round")\""
    if stroke.isDashed {
      text += " stroke-dasharray=\"\(number(Stroke.dashes.on)) \(number(Stroke.dashes.off))\""
    }
    if stroke.opacity < 1 { text += " stroke-opacity=\"\(number(stroke.opacity))\"" }
    return text
  }

  private func attributes(_ fill: Fill) -> String {
    " fill=\"\(color(fill.ink))\"" + (fill.opacity < 1 ? " fill-opacity=\"\(number(fill.opacity))\"" : "")
  }

  private func attributes(_ frame: Frame) -> String {
    "x=\"\(number(frame.x))\" y=\"\(number(frame.y))\" width=\"\(number(frame.width))\" "
      + "height=\"\(number(frame.height))\""
  }

  private func attributes(_ label: Label) -> String {
    let (x, y) = (number(label.point.x), number(label.point.y))
    var text = "x=\"\(x)\" y=\"\(y)\" font-size=\"\(number(label.size))\" fill=\"\(color(label.ink))\""
    if label.anchor != .start { text += " text-anchor=\"\(label.anchor.rawValue)\"" }
    if label.isBold { text += " font-weight=\"600\"" }
    if label.isUpright { text += " transform=\"rotate(-90 \(x) \(y))\"" }
    return text
  }

  private func color(_ ink: Ink) -> String {
    switch coloring {
    case .styleSheet: "var(--\(ink.name))"
    case .palette(let palette): palette[ink].css
    }
  }

  private func list(_ points: [Point]) -> String {
    points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
  }

  /// At most two digits after the point.
  private func number(_ value: Double) -> String {
    let hundredths = (value * 100).rounded()
    guard abs(hundredths) < 1e15 else { return "0" }
    if hundredths.remainder(dividingBy: 100) == 0 { return String(Int(hundredths / 100)) }
    return String(hundredths / 100)
  }
}

/// Text as it stands in XML and HTML, within elements and attributes; characters that XML forbids are left out.
func escaped(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
    case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": continue
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
