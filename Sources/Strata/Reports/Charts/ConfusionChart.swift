/// A confusion matrix as a map: a row for each true class, the darker the larger the share of the row.
struct ConfusionChart {
  /// With more classes than this a map can no longer be read.
  static let mostClasses = 40
  /// With more classes than this the cells have no room for numbers.
  private static let mostNumbers = 14

  /// How dark a cell is. The scale leaves out the middle, on which neither light nor dark text can be read.
  static func opacity(share: Double) -> Double { share <= 0.5 ? 0.1 + 0.9 * share : 0.65 + 0.35 * share }

  /// The ink of text on a cell.
  static func textInk(share: Double) -> Ink { share <= 0.5 ? .text : .onHeat }

  var title: String
  var matrix: ConfusionMatrix
  var classNames: [String]

  func drawing() -> Drawing {
    let count = matrix.classes
    let cell = min(88, max(11, (376 / Double(count)).rounded(.down)))
    let nameSize = cell >= 15 ? 12.0 : 9
    let names = classNames.map { StrokeFont.fitted($0, size: nameSize, width: 84) }
    let nameWidth = names.map { StrokeFont.width($0, size: nameSize) }.max() ?? 0
    let isUpright = nameWidth > cell - 4
    let left = 40 + nameWidth
    let bottom = 34 + (isUpright ? nameWidth + 6 : 14)
    let side = cell * Double(count)
    var drawing = Drawing(width: max(left + side + 18, 260), height: 40 + side + bottom)
    let area = Frame(left, 40, side, side)
    drawing.text(title, at: Point(12, 22), size: 14, ink: .text, isBold: true)
    drawing.text("true", at: Point(18, area.y + side / 2), anchor: .middle, isUpright: true)
    drawing.text("predicted", at: Point(left + side / 2, drawing.height - 10), anchor: .middle)
    for index in 0..<count {
      let middle = (Double(index) + 0.5) * cell
      drawing.text(
        names[index], at: Point(left - 8, area.y + middle + nameSize * 0.35), size: nameSize, ink: .text,
        anchor: .end)
      drawing.text(
        names[index],
        at: isUpright
          ? Point(left + middle + nameSize * 0.35, area.bottom + 8) : Point(left + middle, area.bottom + 18),
        size: nameSize, ink: .text, anchor: isUpright ? .end : .middle, isUpright: isUpright)
    }
    drawCells(area, cell, &drawing)
    return drawing
  }

  private func drawCells(_ area: Frame, _ cell: Double, _ drawing: inout Drawing) {
    for row in 0..<matrix.classes {
      let support = matrix.support(row)
      for column in 0..<matrix.classes {
        let count = matrix[row, column]
        let share = support > 0 ? Double(count) / Double(support) : 0
        let frame = Frame(
          area.x + Double(column) * cell + 0.75, area.y + Double(row) * cell + 0.75, cell - 1.5, cell - 1.5)
        let (truth, prediction) = (classNames[row], classNames[column])
        let tip =
          row == column
          ? "\(truth): \(count) of \(support) found (\(percent(share)))"
          : "\(truth) taken for \(prediction): \(count) of \(support) (\(percent(share)))"
        drawing.rectangle(frame, .grid, opacity: 0.55)
        if count > 0 { drawing.rectangle(frame, .heat, opacity: Self.opacity(share: share), tip: tip) }
        if count > 0, matrix.classes <= Self.mostNumbers {
          drawing.text(
            "\(count)", at: Point(frame.x + frame.width / 2, frame.y + frame.height / 2 + 4.5), size: 12,
            ink: Self.textInk(share: share), anchor: .middle)
        }
      }
    }
  }
}
