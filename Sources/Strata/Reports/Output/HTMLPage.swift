/// A report as one page that needs nothing else: no script, no network, no other file.
struct HTMLPage {
  let report: Report

  var text: String {
    let sections = report.sections
    let title = escaped("Report on \(report.modelName)")
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title)</title>
      <style>
      \(StyleSheet.text)
      </style>
      </head>
      <body>
      <header>
      <h1>\(title)</h1>
      <p class="subtitle">\(escaped(subtitle))</p>
      \(facts(report.headlines))
      <nav aria-label="Sections">
      \(sections.map { "<a href=\"#\(anchor($0))\">\(escaped($0.title))</a>" }.joined(separator: "\n"))
      </nav>
      </header>
      <main>
      \(sections.map(element).joined(separator: "\n"))
      </main>
      <footer><p>Written by Strata. Numbers appear where the pointer rests on a figure.</p></footer>
      </body>
      </html>

      """
  }

  private var subtitle: String {
    let layers = report.layers.count == 1 ? "1 layer" : "\(report.layers.count) layers"
    let epochs = report.history?.epochs.count ?? 0
    let trained = epochs == 0 ? "" : epochs == 1 ? ", trained for 1 epoch" : ", trained for \(epochs) epochs"
    return layers + trained + (report.sampleCount > 0 ? ", judged by \(report.samplesText)" : "") + "."
  }

  private func anchor(_ section: ReportSection) -> String {
    section.title.lowercased().replacing(" ", with: "-")
  }

  private func element(_ section: ReportSection) -> String {
    """
    <section id="\(anchor(section))">
    <h2>\(escaped(section.title))</h2>
    <p class="explanation">\(escaped(section.explanation))</p>
    \(section.contents.map(element).joined(separator: "\n"))
    </section>
    """
  }

  private func element(_ content: ReportSection.Content) -> String {
    switch content {
    case .facts(let facts): self.facts(facts)
    case .note(let text): "<p class=\"note\">\(escaped(text))</p>"
    case .table(let table): element(table)
    case .figures(let figures): element(figures)
    }
  }

  private func facts(_ facts: [(label: String, value: String)]) -> String {
    let items = facts.map { "<div><dt>\(escaped($0.label))</dt><dd>\(escaped($0.value))</dd></div>" }
    return "<dl>\n\(items.joined(separator: "\n"))\n</dl>"
  }

  private func element(_ figures: [Figure]) -> String {
    let widths = figures.map(\.drawing.width)
    let kind = widths.allSatisfy { $0 < 300 } ? " small" : widths.contains { $0 > 600 } ? " wide" : ""
    return "<div class=\"figures\(kind)\">\n\(figures.map(element).joined(separator: "\n"))\n</div>"
  }

  private func element(_ figure: Figure) -> String {
    let drawing = SVG(coloring: .styleSheet).text(figure.drawing, title: "\(figure.title). \(figure.caption)")
    let caption = figure.caption.isEmpty ? "" : "<figcaption>\(escaped(figure.caption))</figcaption>"
    return "<figure style=\"--width: \(Int(figure.drawing.width * 1.15))px\">\(drawing)\(caption)</figure>"
  }

  private func element(_ table: ReportTable) -> String {
    func row(_ cells: [String], _ tag: String) -> String {
      let elements = zip(cells, table.columns).map { cell, column in
        "<\(tag)\(column.isText ? " class=\"text\"" : "")>\(escaped(cell))</\(tag)>"
      }
      return "<tr>\(elements.joined())</tr>"
    }
    return """
      <div class="table" tabindex="0"><table>
      <thead>\(row(table.columns.map(\.title), "th"))</thead>
      <tbody>
      \(table.rows.map { row($0, "td") }.joined(separator: "\n"))
      </tbody></table></div>
      """
  }
}
