import Foundation

/// How much of each pixel of a rectangle a shape covers, from 0 to 1.
struct Coverage {
  let rows: Range<Int>
  let columns: Range<Int>
  private var shares: [Float]

  /// Nothing is covered yet in the rectangle around some points, as far as it is on the paper; nil if there is none.
  init?(_ points: [Point], reach: Double, columns width: Int, rows height: Int) {
    guard let left = points.map(\.x).min(), let right = points.map(\.x).max(),
      let top = points.map(\.y).min(), let bottom = points.map(\.y).max()
    else { return nil }
    func range(_ low: Double, _ high: Double, _ count: Int) -> Range<Int>? {
      let start = max(0, (low - reach).rounded(.down))
      let end = min(Double(count), (high + reach).rounded(.up))
      return start < end ? Int(start)..<Int(end) : nil
    }
    guard let rows = range(top, bottom, height), let columns = range(left, right, width) else { return nil }
    self.rows = rows
    self.columns = columns
    shares = [Float](repeating: 0, count: rows.count * columns.count)
  }

  subscript(row: Int, column: Int) -> Float {
    get { shares[(row - rows.lowerBound) * columns.count + column - columns.lowerBound] }
    set { shares[(row - rows.lowerBound) * columns.count + column - columns.lowerBound] = newValue }
  }

  /// Covers a line with round ends: a pixel by how far its centre is from the line.
  mutating func add(from start: Point, to end: Point, width: Double) {
    let reach = width / 2 + 1
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let length = dx * dx + dy * dy
    for row in clamped(rows, min(start.y, end.y) - reach, max(start.y, end.y) + reach) {
      for column in clamped(columns, min(start.x, end.x) - reach, max(start.x, end.x) + reach) {
        let (x, y) = (Double(column) + 0.5 - start.x, Double(row) + 0.5 - start.y)
        let along = length > 0 ? min(max((x * dx + y * dy) / length, 0), 1) : 0
        let distance = hypot(x - along * dx, y - along * dy)
        let share = Float(min(max(width / 2 + 0.5 - distance, 0), 1))
        if share > self[row, column] { self[row, column] = share }
      }
    }
  }

  private func clamped(_ range: Range<Int>, _ low: Double, _ high: Double) -> Range<Int> {
    let start = max(Double(range.lowerBound), low.rounded(.down))
    let end = min(Double(range.upperBound), high.rounded(.up))
    return start < end ? Int(start)..<Int(end) : range.lowerBound..<range.lowerBound
  }

  /// Covers the inside of a polygon: each row of pixels along several lines, exactly within a line.
  mutating func add(polygon points: [Point]) {
    let lines = 5
    for row in rows {
      for line in 0..<lines {
        let y = Double(row) + (Double(line) + 0.5) / Double(lines)
        let crossings = crossings(points, y).sorted()
        for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
          cover(row, from: crossings[pair], to: crossings[pair + 1], share: 1 / Float(lines))
        }
      }
    }
  }

  private func crossings(_ points: [Point], _ y: Double) -> [Double] {
    points.indices.compactMap { index in
      let (start, end) = (points[index], points[(index + 1) % points.count])
      guard (start.y <= y) != (end.y <= y) else { return nil }
      return start.x + (y - start.y) / (end.y - start.y) * (end.x - start.x)
    }
  }

  private mutating func cover(_ row: Int, from left: Double, to right: Double, share: Float) {
    for column in clamped(columns, left, right) {
      let covered = min(right, Double(column + 1)) - max(left, Double(column))
      self[row, column] += Float(max(covered, 0)) * share
    }
  }
}
