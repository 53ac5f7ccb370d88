/// The points of a curve without those that nobody could see: within half a pixel of the one before, or on the straight
/// line between their neighbours. The first and the last stay.
func simplified(_ points: [Point]) -> [Point] {
  guard let first = points.first, let last = points.last, points.count > 2 else { return points }
  var kept = [first]
  for point in points.dropFirst().dropLast() {
    let previous = kept[kept.count - 1]
    if abs(point.x - previous.x) + abs(point.y - previous.y) >= 0.5 { append(point, to: &kept) }
  }
  append(last, to: &kept)
  return kept
}

/// Adds a point, in place of the one before if that is on the way to it.
private func append(_ point: Point, to kept: inout [Point]) {
  if kept.count > 1 {
    let (start, middle) = (kept[kept.count - 2], kept[kept.count - 1])
    let (along, onwards) = (
      Point(middle.x - start.x, middle.y - start.y), Point(point.x - middle.x, point.y - middle.y)
    )
    let isStraight = abs(along.x * onwards.y - along.y * onwards.x) < 1e-6
    if isStraight, along.x * onwards.x + along.y * onwards.y >= 0 { kept.removeLast() }
  }
  kept.append(point)
}
