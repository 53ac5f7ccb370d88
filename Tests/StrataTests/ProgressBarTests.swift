import Testing

@testable import Strata

@Suite struct ProgressBarTests {
  private final class Output {
    var text = ""
  }

  @Test func withoutATerminalOneLineIsPrinted() {
    let output = Output()
    var bar = ProgressBar(target: 2, interactive: false) { output.text += $0 }
    bar.update(1) { [("loss", 9)] }
    bar.update(2) { [("loss", 9)] }
    bar.finish(2, metrics: [("accuracy", 0.625), ("loss", 0.70052)])
    #expect(output.text.hasPrefix("2/2 ━━━━━━━━━━━━━━━━━━━━ 0s "))
    #expect(output.text.hasSuffix("/step - accuracy: 0.6250 - loss: 0.7005\n"))
    #expect(!output.text.contains("\r") && !output.text.contains("\u{1B}"))
  }

  @Test func onATerminalTheLineIsDrawnOverItself() {
    let output = Output()
    var bar = ProgressBar(target: 100, interactive: true) { output.text += $0 }
    bar.update(1) { [("loss", 1)] }
    #expect(output.text.hasPrefix("\r\u{1B}[1m  1/100\u{1B}[0m "))
    let afterOne = output.text
    bar.update(2) { [("loss", 1)] }
    #expect(output.text == afterOne, "a second update within 0.05 seconds must not draw")
    bar.finish(100, metrics: [])
    #expect(output.text.dropFirst(afterOne.count).hasPrefix("\r\u{1B}[1m100/100"))
    #expect(output.text.hasSuffix("\n"))
  }

  @Test func withoutABarTheTimeOfAStepIsKnown() {
    let output = Output()
    var bar = ProgressBar(target: 2, isBar: false, interactive: true) { output.text += $0 }
    bar.update(1) { [("loss", 9)] }
    bar.update(2) { [("loss", 9)] }
    let line = bar.summaryLine(2, metrics: [("loss", 0.70052)])
    #expect(line.hasPrefix("2/2 - 0s - "))
    #expect(line.hasSuffix("s/step - loss: 0.7005"))
    #expect(output.text.isEmpty)
  }

  @Test func theStepsBeforeAResumptionAreNotTimed() {
    var bar = ProgressBar(target: 9, start: 6, isBar: false) { _ in }
    #expect(bar.summaryLine(6, metrics: []) == "6/9 - 0s - ")
    for step in 7...9 { bar.update(step) { [] } }
    let line = bar.summaryLine(9, metrics: [("loss", 0.5)])
    #expect(line.hasPrefix("9/9 - 0s - ") && line.hasSuffix("s/step - loss: 0.5000"))
  }

  @Test func metricsAreNotReadUnlessDrawn() {
    var bar = ProgressBar(target: 3, interactive: false) { _ in }
    bar.update(1) {
      Issue.record("asked for metrics that nobody sees")
      return []
    }
  }

  @Test(
    arguments: [
      (0.5, "0.5000"), (1.0 / 3, "0.3333"), (0, "0.0000e+00"), (0.0005, "5.0000e-04"), (-2.0, "-2.0000"),
    ] as [(Double, String)])
  func metricsReadAsInKeras(value: Double, text: String) { #expect(metricText(value) == text) }

  @Test func validationLogsComeLast() {
    let names = ordered(["val_accuracy": 0, "weight": 0, "loss": 0, "val_loss": 0, "accuracy": 0]).map(\.name)
    #expect(names == ["accuracy", "loss", "weight", "val_accuracy", "val_loss"])
  }
}
