/// The line that shows how far an epoch is, as Keras draws it.
///
/// On a terminal it is drawn over itself at most every 0.05 seconds; elsewhere it is printed once, at the end.
struct ProgressBar {
  private let target: Int?
  private let firstStep: Int
  private let isBar: Bool
  private let interactive: Bool
  private let write: (String) -> Void
  private let start = ContinuousClock.now
  private var afterFirstStep: ContinuousClock.Instant?
  private var lastDrawn: ContinuousClock.Instant?
  private var lastWidth = 0

  private static let width = 20
  private static let interval = Duration.milliseconds(50)

  /// - Parameters:
  ///   - target: the number of steps, nil if it is not known.
  ///   - start: the number of steps that were done before.
  ///   - isBar: whether a bar is drawn; otherwise only the time is taken, for `summaryLine`.
  init(
    target: Int?, start: Int = 0, isBar: Bool = true, interactive: Bool = Terminal.isInteractive,
    write: @escaping (String) -> Void = Terminal.write
  ) {
    self.target = target
    firstStep = start + 1
    self.isBar = isBar
    self.interactive = interactive
    self.write = write
  }

  /// Notes that `step` steps are done, and draws if it is time to. The metrics are asked for only then.
  mutating func update(_ step: Int, metrics: () throws -> [(name: String, value: Double)]) rethrows {
    let now = ContinuousClock.now
    if step == firstStep { afterFirstStep = now }
    guard isBar, interactive else { return }
    if let lastDrawn, now - lastDrawn < Self.interval { return }
    lastDrawn = now
    draw(line(step, time: remaining(step, now), try metrics(), styled: true), ending: "")
  }

  /// Draws the finished line.
  mutating func finish(_ step: Int, metrics: [(name: String, value: Double)]) {
    let elapsed = Int((ContinuousClock.now - start).seconds.rounded())
    draw(line(step, time: "\(elapsed)s", metrics, styled: interactive), ending: "\n")
  }

  /// The line for an epoch without a bar: verbosity 2.
  func summaryLine(_ step: Int, metrics: [(name: String, value: Double)]) -> String {
    let elapsed = Int((ContinuousClock.now - start).seconds.rounded())
    return "\(step)/\(target ?? step) - \(elapsed)s - \(stepTime(step))" + text(metrics)
  }

  private mutating func draw(_ line: (text: String, width: Int), ending: String) {
    let blanks = String(repeating: " ", count: max(0, lastWidth - line.width))
    write((interactive ? "\r" : "") + line.text + blanks + ending)
    lastWidth = line.width
  }

  private func line(
    _ step: Int, time: String, _ metrics: [(name: String, value: Double)], styled: Bool
  ) -> (text: String, width: Int) {
    let total = target ?? step
    let counter =
      String(repeating: " ", count: String(total).count - String(min(step, total)).count) + "\(step)/\(total)"
    let done = total > 0 ? min(Self.width, Self.width * step / total) : Self.width
    let bars = (String(repeating: "━", count: done), String(repeating: "━", count: Self.width - done))
    let rest = " \(stepTime(step))" + text(metrics)
    let plain = "\(counter) \(bars.0)\(bars.1) \(time)\(rest)"
    guard styled else { return (plain.trimmingTrailingBlanks, plain.count) }
    let bold = { (text: String) in "\u{1B}[1m\(text)\u{1B}[0m" }
    let bar = "\u{1B}[32m\(bars.0)\u{1B}[0m\u{1B}[37m\(bars.1)\u{1B}[0m"
    return ("\(bold(counter)) \(bar) \(bold(time))\(rest)", plain.count)
  }

  private func text(_ metrics: [(name: String, value: Double)]) -> String {
    metrics.map { " - \($0.name): \(metricText($0.value))" }.joined()
  }

  /// The time left at the pace of the steps so far; the first one, which compiles, does not count.
  private func remaining(_ step: Int, _ now: ContinuousClock.Instant) -> String {
    guard let target, let perStep = secondsPerStep(step, now) else { return "" }
    let seconds = Int(perStep * Double(max(0, target - step)))
    switch seconds {
    case ..<60: return "\(seconds)s"
    case ..<3600: return "\(seconds / 60):\(twoDigits(seconds % 60))"
    default: return "\(seconds / 3600):\(twoDigits(seconds / 60 % 60)):\(twoDigits(seconds % 60))"
    }
  }

  private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private func stepTime(_ step: Int) -> String {
    guard let seconds = secondsPerStep(step, .now) else { return "" }
    if seconds >= 1 { return "\(Int(seconds.rounded()))s/step" }
    if seconds >= 1e-3 { return "\(Int((seconds * 1e3).rounded()))ms/step" }
    return "\(Int((seconds * 1e6).rounded()))us/step"
  }

  private func secondsPerStep(_ step: Int, _ now: ContinuousClock.Instant) -> Double? {
    guard step >= firstStep, let afterFirstStep else { return nil }
    if step == firstStep { return (afterFirstStep - start).seconds }
    return (now - afterFirstStep).seconds / Double(step - firstStep)
  }
}

extension Duration {
  /// The length in seconds.
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

extension String {
  fileprivate var trimmingTrailingBlanks: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
