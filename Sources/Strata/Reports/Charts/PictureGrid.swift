/// Pictures side by side, each with a line or two below it.
struct PictureGrid {
  struct Tile {
    var picture: Picture
    /// The first line is bold if there are two.
    var lines: [String] = []
    var tip: String?
  }

  var title: String
  var tiles: [Tile]
  var width = 440.0
  /// The width of each picture.
  var tileWidth = 64.0

  func drawing() -> Drawing {
    let gap = 12.0
    let lineHeight = 15.0
    let columns = max(1, Int((width - 24 + gap) / (tileWidth + gap)))
    let shape = tiles.first.map { Double($0.picture.height) / Double($0.picture.width) } ?? 1
    let tileHeight = (tileWidth * min(shape, 4)).rounded()
    let textHeight = Double(tiles.map(\.lines.count).max() ?? 0) * lineHeight
    let rowHeight = tileHeight + textHeight + gap + (textHeight > 0 ? 4 : 0)
    let rows = (tiles.count + columns - 1) / columns
    var drawing = Drawing(width: width, height: 40 + Double(rows) * rowHeight)
    drawing.text(
      StrokeFont.fitted(title, size: 14, width: width - 24), at: Point(12, 22), size: 14, ink: .text,
      isBold: true)
    for (index, tile) in tiles.enumerated() {
      let left = 12 + Double(index % columns) * (tileWidth + gap)
      let top = 38 + Double(index / columns) * rowHeight
      let frame = Frame(left, top, tileWidth, tileHeight)
      // The border is visible where a picture is as light or dark as the page.
      drawing.rectangle(Frame(left - 1, top - 1, tileWidth + 2, tileHeight + 2), .axis)
      // Twice as fine as the page, for screens with small pixels.
      drawing.add(.picture(tile.picture.reduced(to: Int(2 * tileWidth)), frame), tip: tile.tip)
      for (row, line) in tile.lines.enumerated() {
        let isHeading = row == 0 && tile.lines.count > 1
        drawing.text(
          StrokeFont.fitted(line, size: 11, width: tileWidth + gap - 4),
          at: Point(left + tileWidth / 2, top + tileHeight + 15 + Double(row) * lineHeight), size: 11,
          ink: isHeading ? .text : .muted, anchor: .middle, isBold: isHeading)
      }
    }
    return drawing
  }
}
