/// The looks of a report's page.
enum StyleSheet {
  static var text: String {
    """
    :root { color-scheme: light dark; \(variables(.light)) --page: #f3f5f8; --note: #fff6e0; --note-line: #b98900; }
    @media (prefers-color-scheme: dark) {
      :root { \(variables(.dark)) --page: #0e131a; --note: #2b2410; --note-line: #e3c04a; }
    }
    """ + rules
  }

  private static func variables(_ palette: Palette) -> String {
    palette.colors.sorted { $0.key < $1.key }.map { "--\($0.key): \($0.value.css);" }.joined(separator: " ")
  }

  private static let rules = """

    * { box-sizing: border-box; }
    html { scroll-behavior: smooth; }
    body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.55 \(SVG.fonts);
      -webkit-text-size-adjust: 100%; }
    header, main, footer { max-width: 1040px; margin: 0 auto; padding: 0 24px; }
    header { padding-top: 44px; }
    h1 { font-size: 30px; line-height: 1.2; margin: 0 0 4px; letter-spacing: -0.01em; overflow-wrap: anywhere; }
    h2 { font-size: 20px; line-height: 1.3; margin: 0 0 6px; }
    p { margin: 0; }
    .subtitle, .explanation, figcaption { color: var(--muted); }
    .explanation { max-width: 72ch; }
    nav { margin: 20px 0 0; display: flex; flex-wrap: wrap; gap: 4px 20px; font-size: 15px; }
    a { color: var(--series-0); text-decoration: none; }
    a:hover { text-decoration: underline; }
    dl { display: flex; flex-wrap: wrap; gap: 12px; margin: 20px 0 0; }
    dl div { background: var(--surface); border: 1px solid var(--grid); border-radius: 10px; padding: 10px 18px; }
    dt { color: var(--muted); font-size: 13px; }
    dd { margin: 0; font-size: 24px; line-height: 1.25; font-weight: 600; font-variant-numeric: tabular-nums; }
    section { background: var(--surface); border: 1px solid var(--grid); border-radius: 12px; padding: 24px;
      margin: 24px 0; }
    section dl { margin: 0; }
    section dl div { background: var(--page); }
    .body { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 24px 32px;
      margin-top: 20px; align-items: start; }
    .wide { grid-column: 1 / -1; }
    .small { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 8px 16px; }
    .small figure { margin-left: -10px; }
    figure { margin: 0 0 0 -12px; min-width: 0; }
    figure svg { display: block; width: 100%; height: auto; max-width: var(--width); }
    figcaption { font-size: 14px; line-height: 1.45; margin: 4px 12px 0; max-width: 60ch; }
    .table { overflow-x: auto; min-width: 0; }
    table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums;
      min-width: min(100%, 420px); }
    th { color: var(--muted); font-weight: 500; text-align: right; border-bottom: 1px solid var(--axis); }
    td { text-align: right; border-bottom: 1px solid var(--grid); }
    th, td { padding: 6px 12px; white-space: nowrap; }
    th:first-child, td:first-child { padding-left: 4px; }
    .text { text-align: left; }
    .note { background: var(--note); border-left: 3px solid var(--note-line); border-radius: 4px; padding: 10px 14px;
      font-size: 15px; }
    footer { color: var(--muted); font-size: 13px; padding-bottom: 40px; }
    @media (max-width: 600px) {
      header, main, footer { padding-left: 12px; padding-right: 12px; }
      header { padding-top: 24px; }
      section { padding: 16px 14px; margin: 14px 0; }
      .small { grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); }
      figure.wide { overflow-x: auto; }
      figure.wide svg { width: var(--width); max-width: none; }
      dl div { padding: 8px 14px; }
      dd { font-size: 20px; }
      th, td { padding: 6px 7px; }
    }
    @media print {
      body { background: none; }
      section { border: none; padding: 0; }
      figure, tr { break-inside: avoid; }
      nav { display: none; }
    }
    """
}
