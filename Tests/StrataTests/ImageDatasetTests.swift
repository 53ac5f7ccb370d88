import Strata
import Testing

@Suite struct ImageDatasetTests {
  @Test func digits() throws {
    let data = try ImageDataset.digits()
    #expect(data.trainingImages.shape == [1437, 8, 8, 1])
    #expect(data.testImages.shape == [360, 8, 8, 1])
    // The number of samples of each digit, as the data set's own description gives them.
    var counts = [Int](repeating: 0, count: 10)
    for label in data.trainingLabels.scalars(as: UInt8.self) + data.testLabels.scalars() {
      counts[Int(label)] += 1
    }
    #expect(counts == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    let pixels = data.trainingImages.scalars(as: Float.self)
    #expect(pixels.min() == 0 && pixels.max() == 1)
  }

  @Test func aMissingFolderIsReported() throws {
    let error = #expect(throws: StrataError.self) { try ImageDataset.fashionMNIST(folder: "/no/such/folder") }
    #expect(try #require(error).description.contains("/no/such/folder/train-images"))
  }

  @Test func digitsCanBeLearned() throws {
    let data = try ImageDataset.digits()
    let accuracy = try withRandomSeed(1) { try accuracyAfterTraining(data) }
    #expect(accuracy > 0.85, "accuracy \(accuracy)")
  }

  private func accuracyAfterTraining(_ data: ImageDataset) throws -> Double {
    let model = try Sequential {
      Input(shape: [8, 8, 1])
      Flatten()
      Dense(32, activation: .relu)
      Dense(10, activation: .softmax)
    }
    model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
    try model.fit(data.trainingImages, data.trainingLabels, epochs: 20, verbose: 0)
    return try #require(model.evaluate(data.testImages, data.testLabels, verbose: 0)["accuracy"])
  }
}
