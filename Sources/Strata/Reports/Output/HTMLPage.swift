/// A report as one page that needs nothing else: no script, no network, no other file.
///
/// The text is well-formed XML, too, so that other programs can read it.
struct HTMLPage {
  let report: Report

  var text: String {
    let sections = report.sections
    let title = escaped("Report on \(report.modelName)")
    return """
      <!DOCTYPE html>
      <html xmlns="http://www.w3.org/1999/xhtml" lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
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
    <div class="body">
    \(section.contents.map(element).joined(separator: "\n"))
    </div>
    </section>
    """
  }

  private func element(_ content: ReportSection.Content) -> String {
    switch content {
    case .facts(let facts): self.facts(facts)
    case .note(let text): "<p class=\"note wide\">\(escaped(text))</p>"
    case .table(let table): element(table)
    case .figures(let figures): element(figures)
    }
  }

  private func facts(_ facts: [(label: String, value: String)]) -> String {
    let items = facts.map { "<div><dt>\(escaped($0.label))</dt><dd>\(escaped($0.value))</dd></div>" }
    return "<dl class=\"wide\">\n\(items.joined(separator: "\n"))\n</dl>"
  }

  private func element(_ figures: [Figure]) -> String {
    let elements = figures.map(element).joined(separator: "\n")
    let areSmall = !figures.isEmpty && figures.allSatisfy { $0.drawing.width < 300 }
    return areSmall ? "<div class=\"small wide\">\n\(elements)\n</div>" : elements
  }

  private func element(_ figure: Figure) -> String {
    let drawing = SVG(coloring: .styleSheet).text(figure.drawing, title: "\(figure.title). \(figure.caption)")
    let caption = figure.caption.isEmpty ? "" : "<figcaption>\(escaped(figure.caption))</figcaption>"
    let width = Int(figure.drawing.width * 1.1)
    let kind = figure.drawing.width > 600 ? " class=\"wide\"" : ""
    return "<figure\(kind) style=\"--width: \(width)px\">\(drawing)\(caption)</figure>"
  }

  private func element(_ table: ReportTable) -> String {
    func row(_ cells: [String], _ tag: String) -> String {
      let elements = zip(cells, table.columns).map { cell, column in
        "<\(tag)\(tag == "th" ? " scope=\"col\"" : "")\(column.isText ? " class=\"text\"" : "")>"
          + "\(escaped(cell))</\(tag)>"
      }
      return "<tr>\(elements.joined())</tr>"
    }
    return """
      <div class="table\(table.width > 440 ? " wide" : "")" tabindex="0"><table>
      <thead>\(row(table.columns.map(\.title), "th"))</thead>
      <tbody>
      \(table.rows.map { row($0, "td") }.joined(separator: "\n"))
      </tbody></table></div>
      """
  }
}
