import Foundation
import FoundationXML
import StrataIO
import Testing

@testable import Strata

@Suite("Drawings")
struct DrawingTests {
  private func canvas(_ width: Double, _ height: Double, scale: Double = 1, _ draw: (inout Drawing) -> Void)
    -> Picture
  {
    var drawing = Drawing(width: width, height: height)
    draw(&drawing)
    return Canvas(drawing, scale: scale).picture
  }

  @Test("A rectangle fills its pixels, and half of a pixel by half")
  func rectangle() {
    let picture = canvas(6, 4) { $0.rectangle(Frame(1, 1, 2.5, 2), .text) }
    let ink = Palette.light[.text]
    let half = Color(hex: 0xFFFFFF).mixed(with: ink, 0.5)
    #expect(picture.color(row: 0, column: 1).css == "#ffffff")
    #expect(picture.color(row: 1, column: 0).css == "#ffffff")
    #expect(picture.color(row: 1, column: 1) == ink)
    #expect(picture.color(row: 2, column: 2) == ink)
    #expect(abs(Int(picture.color(row: 1, column: 3).red) - Int(half.red)) <= 1)
    #expect(picture.color(row: 1, column: 4).css == "#ffffff")
    #expect(picture.color(row: 3, column: 1).css == "#ffffff")
  }

  @Test("A line is as wide as it says, and a crossing is not darker")
  func line() {
    let picture = canvas(20, 20) { drawing in
      drawing.line(
        [Point(2, 10), Point(18, 10), Point(10, 10), Point(10, 2)], Stroke(.text, width: 4, opacity: 0.5))
    }
    let half = Color(hex: 0xFFFFFF).mixed(with: Palette.light[.text], 0.5)
    for row in 8..<12 { #expect(abs(Int(picture.color(row: row, column: 10).red) - Int(half.red)) <= 1) }
    #expect(picture.color(row: 7, column: 5).css == "#ffffff")
    #expect(picture.color(row: 12, column: 5).css == "#ffffff")
  }

  @Test("Dashes are as long as their gaps say")
  func dashes() {
    let picture = canvas(40, 6) { drawing in
      drawing.line([Point(0, 3), Point(40, 3)], Stroke(.text, width: 2, isDashed: true))
    }
    let dark = (0..<40).filter { picture.color(row: 3, column: $0).red < 100 }.count
    // 5 of every 9, and round ends.
    #expect((20...32).contains(dark))
    #expect(picture.color(row: 3, column: 7).css == "#ffffff")
  }

  @Test("The pixels of a picture become blocks")
  func pixels() throws {
    let source = try Picture(Tensor([[0, 1], [1, 0]] as [[Float]]))
    let picture = canvas(8, 8, scale: 2) { $0.add(.picture(source, Frame(2, 2, 4, 4))) }
    #expect((picture.width, picture.height) == (16, 16))
    for (row, column, css) in [
      (4, 4, "#000000"), (7, 7, "#000000"), (4, 8, "#ffffff"), (8, 4, "#ffffff"), (11, 11, "#000000"),
      (3, 3, "#ffffff"),
    ] {
      #expect(picture.color(row: row, column: column).css == css)
    }
  }

  @Test("Text stands where its anchor says", arguments: [Label.Anchor.start, .middle, .end])
  func anchors(_ anchor: Label.Anchor) {
    let width = StrokeFont.width("Wm8", size: 12)
    let picture = canvas(100, 30) { $0.text("Wm8", at: Point(50, 20), ink: .text, anchor: anchor) }
    let inked = (0..<100).filter { column in
      (0..<30).contains { picture.color(row: $0, column: column).red < 200 }
    }
    let left = anchor == .start ? 50 : anchor == .middle ? 50 - width / 2 : 50 - width
    #expect(abs(Double(inked.first ?? 0) - left) <= 2)
    #expect(abs(Double(inked.last ?? 0) - (left + width)) <= 4)
    #expect(
      !(21..<30).contains { row in (0..<100).contains { picture.color(row: row, column: $0).red < 200 } })
  }

  @Test("Every printable ASCII character and the letters of Western Europe have strokes")
  func glyphs() {
    let box = StrokeFont.strokes("\u{1F600}", size: 1)
    let characters = (33...126).map { Character(Unicode.Scalar($0)!) } + Array("äöüÄÖÜßéèêñçåÅø−–—×…²≤≥·→")
    for character in characters {
      let strokes = StrokeFont.strokes(String(character), size: 1)
      #expect(!strokes.isEmpty && strokes != box, "\(character)")
      #expect(strokes.joined().allSatisfy { $0.y >= -0.33 && $0.y <= 1.1 && $0.x >= 0 }, "\(character)")
    }
    #expect(StrokeFont.width("0123", size: 10) == StrokeFont.width("4567", size: 10))
    #expect(StrokeFont.strokes("é", size: 1).count == StrokeFont.strokes("e", size: 1).count + 1)
  }

  @Test("Text that is too long is cut")
  func fitted() {
    #expect(StrokeFont.fitted("short", size: 12, width: 100) == "short")
    let cut = StrokeFont.fitted("a rather long name of something", size: 12, width: 60)
    #expect(cut.hasSuffix("…") && cut.count > 4)
    #expect(StrokeFont.width(cut, size: 12) <= 60)
  }

  @Test("SVG is well formed, whatever the names hold")
  func svg() throws {
    var drawing = Drawing(width: 100, height: 50)
    drawing.text("<script>alert(\"1\")</script> & 'more' \u{1}", at: Point(1, 2))
    drawing.dot(Point(.nan, 3), radius: 2, .series(3), tip: "a < b & c")
    drawing.line([Point(0, 0), Point(1.23456, 1e300)], Stroke(.axis, isDashed: true))
    drawing.add(.picture(try Picture(Tensor([[0, 1]] as [[Float]])), Frame(0, 0, 9, 9)))
    let title = "]]> <b>&amp;"
    let text = SVG(coloring: .palette(.light)).text(drawing, title: title)
    let parser = XMLParser(data: Data(text.utf8))
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    #expect(!text.contains("<script"))
    #expect(text.contains("&lt;script&gt;"))
    #expect(text.contains("1.23,"))
    #expect(text.contains("data:image/png;base64,iVBORw0KGgo"))
  }

  /// The contrast of two colours as the Web Content Accessibility Guidelines 2.1 define it.
  private func contrast(_ a: Color, _ b: Color) -> Double {
    func luminance(_ color: Color) -> Double {
      let linear = [color.red, color.green, color.blue].map { channel in
        let share = Double(channel) / 255
        return share <= 0.03928 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }
    let (low, high) = (min(luminance(a), luminance(b)), max(luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)
  }

  @Test("Text and lines stand out from the page, light or dark")
  func contrasts() {
    for palette in [Palette.light, .dark] {
      #expect(contrast(palette[.text], palette[.surface]) >= 7)
      #expect(contrast(palette[.muted], palette[.surface]) >= 4.5)
      #expect(contrast(palette[.onHeat], palette[.heat]) >= 4.5)
      for number in 0..<Palette.seriesCount {
        #expect(contrast(palette[.series(number)], palette[.surface]) >= 3, "series \(number)")
      }
      // Numbers on a map's cells, also where their ink changes.
      for share in [0.0, 0.3, 0.5, 0.51, 1] {
        let cell = palette[.surface].mixed(with: palette[.heat], ConfusionChart.opacity(share: share))
        #expect(contrast(palette[ConfusionChart.textInk(share: share)], cell) >= 4.5, "share \(share)")
      }
    }
  }
}
