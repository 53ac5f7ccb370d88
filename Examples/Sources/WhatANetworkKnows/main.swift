// Trains a small convolutional network on handwritten digits and looks at what it has learned: in short here, in full
// as a page for the browser, and as figures in files.

import Foundation
import Strata

setRandomSeed(1234)

let data = try ImageDataset.digits()

let model = try Sequential(name: "digits") {
  Input(shape: [8, 8, 1])
  Conv2D(16, kernelSize: 3, padding: .same, activation: .relu, name: "edges")
  MaxPooling2D()
  Conv2D(32, kernelSize: 3, padding: .same, activation: .relu, name: "shapes")
  Flatten()
  Dropout(0.3)
  Dense(10, activation: .softmax, name: "digit")
}
model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])

let judges = Batch(data.testImages, data.testLabels)
let history = try model.fit(
  data.trainingImages, data.trainingLabels, epochs: 15, verbose: .silent, validationData: judges)

// One call looks at the network from all sides that apply to it.
let report = try model.report(on: judges, history: history, classNames: data.classNames)
report.summary()

let folder = FileManager.default.currentDirectoryPath + "/what-a-network-knows"
let figures = try report.writeFigures(to: folder, as: .svg)
try report.writeFigures(to: folder, as: .png)
try report.write(to: folder + "/report.html")
print("\nThe whole report is \(folder)/report.html, with \(figures.count) figures as SVG and PNG beside it.")

// Everything in it can be had as numbers, too.
if case .multiClass(let quality) = report.quality {
  let hardest = quality.confusion.mixUps[0]
  print(
    "The most frequent confusion: \(hardest.count) times a \(quality.classNames[hardest.trueClass]) was taken for a "
      + "\(quality.classNames[hardest.predictedClass]).")
}

// What any layer gives for some inputs, and any tensor with rows and columns as a picture.
let maps = try model.outputs(of: "edges", for: data.testImages[0..<1])
print("The output of 'edges' for one picture has the shape \(maps.shape).")
try Picture(maps[0, .all, .all, 0], map: .viridis).write(to: folder + "/first-feature-map.png")
