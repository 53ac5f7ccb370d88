/// What a colour is for; the palette or the style sheet of a page says which one it is.
enum Ink: Sendable, Hashable {
  case surface, text, muted, grid, axis
  /// The colour of a filled heat map cell, and of text on it.
  case heat, onHeat
  /// One of the colours that tell series apart.
  case series(Int)

  /// The name of the style sheet's variable.
  var name: String {
    switch self {
    case .surface: "surface"
    case .text: "text"
    case .muted: "muted"
    case .grid: "grid"
    case .axis: "axis"
    case .heat: "heat"
    case .onHeat: "on-heat"
    case .series(let number): "series-\(number % Palette.seriesCount)"
    }
  }
}

/// The colours for each ink.
///
/// The series follow Okabe and Ito's palette, which people with any kind of colour vision can tell apart, darkened or
/// lightened so that lines have a contrast of at least 3 to 1 with the surface and text one of at least 4.5.
struct Palette: Sendable {
  let colors: [String: Color]

  static let seriesCount = 6

  static let light = Palette(
    surface: 0xFFFFFF, text: 0x1B2430, muted: 0x566273, grid: 0xE6E9EE, axis: 0x9AA5B4, heat: 0x0B4F8A,
    onHeat: 0xFFFFFF, series: [0x0072B2, 0xD55E00, 0x00815E, 0xB0508F, 0x8A6A00, 0x5A4FCF])

  static let dark = Palette(
    surface: 0x161C25, text: 0xE8ECF2, muted: 0xA3AEBD, grid: 0x2A3340, axis: 0x5F6C7D, heat: 0x2272BE,
    onHeat: 0xFFFFFF, series: [0x56B4E9, 0xF2893C, 0x2FC79A, 0xE09CC4, 0xE3C04A, 0xA79BFF])

  private init(
    surface: UInt32, text: UInt32, muted: UInt32, grid: UInt32, axis: UInt32, heat: UInt32, onHeat: UInt32,
    series: [UInt32]
  ) {
    let named: [(Ink, UInt32)] = [
      (.surface, surface), (.text, text), (.muted, muted), (.grid, grid), (.axis, axis), (.heat, heat),
      (.onHeat, onHeat),
    ]
    let numbered = series.enumerated().map { (Ink.series($0.offset), $0.element) }
    colors = Dictionary(uniqueKeysWithValues: (named + numbered).map { ($0.name, Color(hex: $1)) })
  }

  subscript(ink: Ink) -> Color { colors[ink.name]! }
}

/// Red, green and blue, from 0 to 255.
struct Color: Sendable, Hashable {
  var red: UInt8
  var green: UInt8
  var blue: UInt8

  init(hex: UInt32) {
    (red, green, blue) = (UInt8(hex >> 16 & 0xFF), UInt8(hex >> 8 & 0xFF), UInt8(hex & 0xFF))
  }

  /// The colour at a position from 0 to 1 between this one and another.
  func mixed(with other: Color, _ share: Double) -> Color {
    func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8((Double(a) + (Double(b) - Double(a)) * min(max(share, 0), 1)).rounded())
    }
    var mixed = self
    mixed.red = mix(red, other.red)
    mixed.green = mix(green, other.green)
    mixed.blue = mix(blue, other.blue)
    return mixed
  }

  /// As in `#0072b2`.
  var css: String {
    "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
