import Foundation
import Testing

@testable import Strata

@Suite("Scene: what a network knows")
struct WhatANetworkKnowsTests {
  @Test("One call looks at a trained network from all sides, for the terminal, the browser and files")
  func scene() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "knows-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.path(percentEncoded: false)
    let data = try ImageDataset.digits()
    let model = try withRandomSeed(1234) {
      try Sequential(name: "digits") {
        Input(shape: [8, 8, 1])
        Conv2D(8, kernelSize: 3, padding: .same, activation: .relu, name: "edges")
        MaxPooling2D()
        Flatten()
        Dense(10, activation: .softmax, name: "digit")
      }
    }
    model.compile(
      optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
    let judges = Batch(data.testImages, data.testLabels)
    let history = try withRandomSeed(1234) {
      try model.fit(
        data.trainingImages, data.trainingLabels, epochs: 4, verbose: .silent, validationData: judges)
    }
    let report = try model.report(on: judges, history: history, classNames: data.classNames)

    guard case .multiClass(let quality) = report.quality else {
      Issue.record("not taken for a choice of classes")
      return
    }
    let evaluation = try model.evaluate(judges.x, judges.y, verbose: .silent)
    #expect(abs(try #require(quality.confusion.accuracy) - (try #require(evaluation["accuracy"]))) < 1e-6)
    #expect(abs(try #require(report.loss?.value) - (try #require(evaluation["loss"]))) < 1e-5)
    #expect(try #require(quality.confusion.accuracy) > 0.8)
    #expect(try #require(quality.macroAUC) > 0.97)
    let found = Set(quality.confusion.mixUps.map(\.trueClass))
    #expect(!found.isEmpty)

    let summary = report.summaryText(width: 80)
    for part in ["Report on digits", "accuracy", "val_loss", "Confusion matrix", "edges/kernel"] {
      #expect(summary.contains(part), "\(part)")
    }
    let names = try report.writeFigures(to: path, as: .svg).map { ($0 as NSString).lastPathComponent }
    for name in [
      "training-loss", "training-accuracy", "confusion", "roc", "precision-recall", "mistakes", "filters",
    ] {
      #expect(names.contains(name + ".svg"))
    }
    try report.write(to: path + "/report.html")
    let page = try String(contentsOfFile: path + "/report.html", encoding: .utf8)
    #expect(page.contains("What the first convolution sees"))

    let maps = try model.outputs(of: "edges", for: data.testImages[0..<1])
    #expect(maps.shape == [1, 8, 8, 8])
    try Picture(maps[0, .all, .all, 0], map: .viridis).write(to: path + "/map.png")
    #expect(FileManager.default.fileExists(atPath: path + "/map.png"))
  }
}
