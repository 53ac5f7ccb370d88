import Strata

/// A network and the data that it learns from.
struct Example: Sendable {
  let name: String
  let summary: String
  let epochs: Int
  let batchSize: Int
  let usesFashionMNIST: Bool
  let makeModel: @Sendable () throws -> Sequential

  static let all = [digits, fashionPerceptron, fashionConvolutions]

  static let digits = Example(
    name: "digits",
    summary: "handwritten digits of 8 by 8 pixels, which come with Strata; a small convolutional network",
    epochs: 20, batchSize: 32, usesFashionMNIST: false
  ) {
    try Sequential(name: "digits") {
      Input(shape: [8, 8, 1])
      Conv2D(16, kernelSize: 3, padding: .same, activation: .relu)
      MaxPooling2D()
      Flatten()
      Dense(64, activation: .relu)
      Dropout(0.3)
      Dense(10, activation: .softmax)
    }
  }

  static let fashionPerceptron = Example(
    name: "fashion-mlp", summary: "70,000 pictures of clothes; dense layers", epochs: 5, batchSize: 64,
    usesFashionMNIST: true
  ) {
    try Sequential(name: "fashion_mlp") {
      Input(shape: [28, 28, 1])
      Flatten()
      Dense(128, activation: .relu)
      Dropout(0.2)
      Dense(10, activation: .softmax)
    }
  }

  static let fashionConvolutions = Example(
    name: "fashion-cnn", summary: "70,000 pictures of clothes; convolutions", epochs: 5, batchSize: 64,
    usesFashionMNIST: true
  ) {
    try Sequential(name: "fashion_cnn") {
      Input(shape: [28, 28, 1])
      Conv2D(32, kernelSize: 3, activation: .relu)
      MaxPooling2D()
      Conv2D(64, kernelSize: 3, activation: .relu)
      MaxPooling2D()
      Flatten()
      Dropout(0.25)
      Dense(128, activation: .relu)
      Dense(10, activation: .softmax)
    }
  }
}
