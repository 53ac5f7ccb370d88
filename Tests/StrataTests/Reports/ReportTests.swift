import Foundation
import FoundationXML
import Testing

@testable import Strata

@Suite("Reports")
struct ReportTests {
  private func titles(_ report: Report) -> [String] { report.sections.map(\.title) }
  private func figureNames(_ report: Report) -> [String] { report.figures.map(\.name) }

  /// Two clouds of points, and a model that knows how to tell them apart.
  private func binary(name: String = "clouds") throws -> (Sequential, Batch) {
    let labels = Tensor((0..<40).map { $0 % 2 })
    let x = Tensor.randomNormal([40, 2], seed: 4) + labels.expandedDims(axis: 1).converted(to: .float32) * 2
    let model = try Sequential(name: name) {
      Input(shape: [2])
      Dense(1, activation: .sigmoid, name: "only")
    }
    try model.setWeights([Tensor([[1], [1]] as [[Float]]), Tensor([-2] as [Float])])
    model.compile(optimizer: .sgd(), loss: .binaryCrossentropy())
    return (model, Batch(x, labels))
  }

  @Test("Yes or no")
  func yesOrNo() throws {
    let (model, samples) = try binary()
    let history = try model.fit(samples.x, samples.y, epochs: 2, verbose: .silent, validationSplit: 0.2)
    let report = try model.report(on: samples, history: history, classNames: ["left", "right"])
    #expect(titles(report) == ["The network", "Training", "Quality", "Largest errors", "Weights"])
    #expect(
      figureNames(report) == [
        "training-loss", "confusion", "probabilities", "roc", "precision-recall", "weights-only-kernel",
      ])
    let loss = try model.evaluate(samples.x, samples.y, verbose: .silent)["loss"]
    #expect(abs(try #require(report.loss?.value) - (try #require(loss))) < 1e-6)
    guard case .binary(let quality) = report.quality else {
      Issue.record("not binary")
      return
    }
    let curve = try ROCCurve(labels: samples.y, scores: try model.predict(samples.x))
    #expect(quality.roc.auc == curve.auc)
    #expect(report.mistakes.count == quality.confusion[0, 1] + quality.confusion[1, 0])
    #expect(report.mistakes.allSatisfy { $0.truth != $0.prediction && $0.confidence >= 0.5 })
    #expect(report.mistakes.map(\.confidence) == report.mistakes.map(\.confidence).sorted(by: >))
  }

  @Test("Numbers")
  func numbers() throws {
    let x = Tensor.randomUniform([30, 1], seed: 2)
    let model = try Sequential(name: "line") {
      Input(shape: [1])
      Dense(1, name: "slope")
    }
    try model.setWeights([Tensor([[3]] as [[Float]]), Tensor([1] as [Float])])
    let report = try model.report(on: Batch(x, x * 3 + 1))
    #expect(titles(report) == ["The network", "Quality", "Weights"])
    #expect(figureNames(report) == ["predictions", "residuals"])
    #expect(report.headlines.contains { $0.label == "R²" && $0.value == "1.0000" })
    #expect(report.loss == nil)
  }

  @Test("Pictures of several classes, with what the first convolution sees")
  func pictures() throws {
    let images = Tensor.randomUniform([20, 6, 6, 3], seed: 1)
    let labels = Tensor((0..<20).map { $0 % 3 })
    let model = try Sequential(name: "seeing") {
      Input(shape: [6, 6, 3])
      Conv2D(4, kernelSize: 3, activation: .relu, name: "conv")
      Flatten()
      Dense(4, activation: .softmax, name: "out")
    }
    let report = try model.report(on: Batch(images, labels), classNames: ["a", "b", "c", "never"])
    #expect(
      titles(report) == [
        "The network", "Quality", "Largest errors", "What the first convolution sees", "Weights",
      ])
    #expect(figureNames(report).contains("mistakes"))
    #expect(figureNames(report).contains("feature-maps"))
    let notes = report.sections.flatMap(\.notes)
    #expect(notes.contains("No sample has the class “never”; recall and AUC are undefined there."))
    let first = try #require(report.mistakes.first)
    let sample = images[first.index]
    #expect(first.picture == (try Picture(sample)))
  }

  @Test("Vectors are shown as pictures if their shape is given")
  func vectors() throws {
    let model = try Sequential {
      Input(shape: [12])
      Dense(2, activation: .softmax, kernelInitializer: .zeros)
    }
    let samples = Batch(Tensor.randomUniform([10, 12], seed: 1), Tensor((0..<10).map { $0 % 2 }))
    #expect(try model.report(on: samples).mistakes.allSatisfy { $0.picture == nil })
    let report = try model.report(on: samples, pictureShape: [4, 3])
    #expect(!report.mistakes.isEmpty)
    #expect(report.mistakes.allSatisfy { $0.picture?.height == 4 && $0.picture?.width == 3 })
  }

  @Test("Labels that are all the same, NaN and models without weights are told, not thrown")
  func oddities() throws {
    let (model, samples) = try binary()
    let same = try model.report(on: Batch(samples.x, Tensor.zeros([40])))
    #expect(same.sections.flatMap(\.notes).contains { $0.hasPrefix("All samples are “no”") })
    #expect(!figureNames(same).contains("roc"))
    #expect(same.summaryText().contains("AUC –"))

    try model.setWeights([Tensor([[.nan], [1]] as [[Float]]), Tensor([-2] as [Float])])
    let broken = try model.report(on: samples)
    #expect(
      broken.sections.flatMap(\.notes).contains { $0.hasPrefix("40 of 40 outputs are NaN or infinite") })
    #expect(broken.sections.flatMap(\.notes).contains { $0.hasPrefix("1 of the 2 numbers of only/kernel") })
    #expect(isWellFormed(broken.html()))

    let unbuilt = try Sequential(name: "empty") { Dense(3) }.report(history: History())
    #expect(titles(unbuilt) == ["The network"])
    #expect(unbuilt.summaryText().contains("not built"))
    #expect(isWellFormed(unbuilt.html()))
  }

  @Test("With 100 classes no map is drawn, and the terminal lists the confusions")
  func manyClasses() throws {
    let scores = Tensor.randomUniform([300, 100], seed: 9)
    let model = try Sequential(name: "identity") {
      Input(shape: [100])
      Activation(.linear)
    }
    let report = try model.report(on: Batch(scores, Tensor((0..<300).map { $0 % 100 })))
    #expect(figureNames(report) == ["roc", "precision-recall"])
    let tables = report.sections[1].contents.compactMap { content in
      if case .table(let table) = content { table.rows.count } else { nil as Int? }
    }
    #expect(tables == [30, 8])
    #expect(report.summaryText(width: 80).contains("Most frequent confusions"))
  }

  private func isWellFormed(_ html: String) -> Bool { XMLParser(data: Data(html.utf8)).parse() }

  @Test("The page is well formed, needs nothing else and takes names as text")
  func page() throws {
    let (model, samples) = try binary(name: "<script>alert(1)</script>&\"'")
    let history = try model.fit(samples.x, samples.y, epochs: 2, verbose: .silent)
    let report = try model.report(on: samples, history: history, classNames: ["<img src=x>", "b & c"])
    let html = report.html()
    #expect(isWellFormed(html))
    #expect(!html.contains("<script") && !html.contains("<img"))
    #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;"))
    #expect(html.contains("prefers-color-scheme: dark"))
    #expect(html.contains("<title>"))
    for section in report.sections { #expect(html.contains("<h2>\(section.title)</h2>")) }
    // The only addresses are the names of the languages, and nothing is loaded.
    let addresses = Set(html.matches(of: /https?:\/\/[^"<\s]*/).map { String($0.0) })
    #expect(addresses == ["http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"])
    #expect(!html.contains("<link") && !html.contains("@import") && !html.contains("url("))
    #expect(html.components(separatedBy: "role=\"img\" aria-label=\"").count - 1 == report.figures.count)
  }

  @Test("The short form keeps to the width, and has no control characters")
  func terminal() throws {
    let (model, samples) = try binary(name: "a model with quite a long name indeed, longer than any line")
    let history = try model.fit(samples.x, samples.y, epochs: 50, verbose: .silent, validationSplit: 0.2)
    let report = try model.report(
      on: samples, history: history, classNames: ["on the left hand side", "on the right hand side"])
    for width in [40, 60, 80, 120] {
      let text = report.summaryText(width: width)
      #expect(!text.contains("\u{1B}"))
      for line in text.split(separator: "\n") {
        #expect(line.count <= width, "\(width): \(line)")
      }
    }
    let text = report.summaryText(width: 80)
    for part in ["Training, 50 epochs", "val_loss", "Confusion matrix", "only/kernel"] {
      #expect(text.contains(part), "\(part)")
    }
    #expect(report.summaryText(isStyled: true).hasPrefix("\u{1B}[1mReport on"))
    #expect("\(report)" == report.summaryText())
  }

  @Test("Overfitting is noticed")
  func overfitting() {
    func notes(_ losses: [Double]) -> [String] {
      var history = History()
      for (epoch, loss) in losses.enumerated() {
        history.append(epoch: epoch, logs: ["loss": 1, "val_loss": loss], seconds: 1)
      }
      let report = Report(
        modelName: "m", layers: [], history: history, weights: [], sampleCount: 0, loss: nil, quality: nil,
        mistakes: [], convolution: nil)
      return report.sections.flatMap(\.notes)
    }
    #expect(
      notes([3, 2, 1, 1.5, 2]).first?.contains("lowest in epoch 3 (1) and rose to 2 by epoch 5") == true)
    #expect(notes([3, 2, 1, 0.9, 0.91]).isEmpty)
    #expect(notes([3, .nan, .nan]).isEmpty)
  }

  @Test("Files: the page, and each figure in both formats")
  func files() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "report-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.path(percentEncoded: false)
    let (model, samples) = try binary()
    let report = try model.report(on: samples)
    let svg = try report.writeFigures(to: path + "/deep/figures", as: .svg)
    #expect(svg.map { ($0 as NSString).lastPathComponent } == report.figures.map { $0.name + ".svg" })
    for file in svg { #expect(XMLParser(data: try Data(contentsOf: URL(filePath: file))).parse(), "\(file)") }
    for file in try report.writeFigures(to: path, as: .png) {
      #expect(try Data(contentsOf: URL(filePath: file)).starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }
    try report.write(to: path + "/report.html")
    #expect(try String(contentsOfFile: path + "/report.html", encoding: .utf8) == report.html())
    #expect(
      throws: StrataError.file(path: "report.pdf", reason: "reports are written to files that end in .html")
    ) { try report.write(to: "report.pdf") }
    #expect(throws: StrataError.self) { try report.figures[0].write(to: path + "/figure.gif") }
    #expect(throws: StrataError.self) { try report.writeFigures(to: path + "/report.html/in", as: .svg) }
  }

  @Test("A training that broke down is told")
  func divergence() throws {
    var history = History()
    for (epoch, loss) in [0.5, .infinity, .nan].enumerated() {
      history.append(epoch: epoch, logs: ["loss": loss], seconds: 1)
    }
    let model = try Sequential([Input(shape: [2]), Dense(1)])
    let text = try model.report(history: history).summaryText(width: 200)
    #expect(text.contains("! The loss is NaN or infinite from epoch 2 on"))
    history.values["loss"] = [0.5, 0.4, 0.3]
    #expect(try !model.report(history: history).summaryText(width: 200).contains("NaN"))
  }

  @Test("Curves and counts give figures of their own")
  func singleFigures() throws {
    let labels = Tensor([0, 1, 1, 0])
    let scores = Tensor([0.1, 0.9, 0.6, 0.7])
    var history = History()
    history.append(epoch: 0, logs: ["loss": 1, "val_loss": 2], seconds: 1)
    let roc = try ROCCurve(labels: labels, scores: scores)
    let figures = [
      roc.figure(), try PrecisionRecallCurve(labels: labels, scores: scores).figure(),
      ConfusionMatrix(counts: [[1, 2], [3, 4]]).figure(), Histogram([1, 2, 3]).figure(xLabel: "length"),
      WeightStatistics(of: scores, path: "w").figure(), history.figure(of: "loss"),
      try RegressionFit(truths: [1, 2], predictions: [1, 3]).figure(),
    ]
    #expect(roc.figure().title == "ROC curve, area 0.7500")
    for figure in figures {
      #expect(XMLParser(data: Data(figure.svg().utf8)).parse(), "\(figure.name)")
      #expect(figure.picture(scale: 1).width == Int(figure.drawing.width))
    }
  }

  @Test("A report on sequences judges by what the mask keeps, as evaluate does")
  func masked() throws {
    let words = Tensor([[1, 2, 0, 0], [3, 1, 2, 0], [2, 0, 0, 0]])
    let labels = Tensor([[1, 2, 0, 0], [0, 1, 2, 0], [2, 0, 0, 0]])
    let model = try withRandomSeed(3) {
      try Sequential {
        Input(shape: [4])
        Embedding(4, 3, maskZero: true)
        LSTM(4, returnSequences: true)
        Dense(3, activation: .softmax)
      }
    }
    model.compile(loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
    let report = try model.report(on: Batch(words, labels))
    guard case .multiClass(let quality) = report.quality else {
      Issue.record("not classes")
      return
    }
    let found = try model.evaluate(words, labels, verbose: .silent)
    #expect(quality.confusion.total == 6)
    #expect(abs(try #require(quality.confusion.accuracy) - found["accuracy"]!) < 1e-6)
    #expect(abs(try #require(report.loss).value - found["loss"]!) < 1e-6)
    #expect(report.mistakes.isEmpty)
    #expect(try model.predict(words, batchSize: 2).mask?.scalars(as: Bool.self).count { $0 } == 6)
  }

  @Test("The page stays small with many samples, classes and large pictures")
  func size() throws {
    let large = try Picture(Tensor.randomUniform([600, 600, 3], seed: 1))
    let scores = Tensor.randomUniform([20_000, 5], seed: 2)
    let labels = Tensor((0..<20_000).map { $0 % 5 })
    let quality = try ClassQuality(classNames: ["a", "b", "c", "d", "e"], truths: labels, scores: scores)
    let mistake = Report.Mistake(index: 0, truth: "a", prediction: "b", confidence: 1, picture: large)
    let report = Report(
      modelName: "m", layers: [], history: nil, weights: [], sampleCount: 20_000, loss: nil,
      quality: .multiClass(quality), mistakes: [mistake], convolution: nil)
    #expect(report.html().utf8.count < 500_000)
  }

  @Test("Two reports on the same model are the same")
  func repeatable() throws {
    let (model, samples) = try binary()
    let first = try model.report(on: samples)
    let again = try model.report(on: samples)
    #expect(first.html() == again.html())
    #expect(first.figures[0].picture() == again.figures[0].picture())
  }
}
