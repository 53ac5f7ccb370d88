import Foundation
import StrataIO

/// Images of one channel with a label each, split in samples to train on and samples to judge by.
public struct ImageDataset: Sendable {
  /// What the labels stand for, in their order.
  public let classNames: [String]
  /// `float32[samples, height, width, 1]`, from 0 to 1.
  public let trainingImages: Tensor
  /// `uint8[samples]`.
  public let trainingLabels: Tensor
  /// `float32[samples, height, width, 1]`, from 0 to 1.
  public let testImages: Tensor
  /// `uint8[samples]`.
  public let testLabels: Tensor
}

extension ImageDataset {
  /// 70,000 pictures of clothes, 28 by 28 pixels, in 10 classes (Xiao, Rasul and Vollgraf, 2017): 60,000 to train
  /// on and 10,000 to judge by.
  /// - Parameter folder: where the four gzipped IDX files are; Debian's package `dataset-fashion-mnist` puts them
  ///   into the default folder.
  /// - Throws: `StrataError.file` if a file is missing or broken.
  public static func fashionMNIST(
    folder: String = "/usr/share/datasets/fashion-mnist"
  ) throws -> ImageDataset {
    let folder = URL(filePath: folder)
    return try ImageDataset(
      classNames: [
        "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
      ],
      trainingImages: images(folder.appending(path: "train-images-idx3-ubyte.gz"), brightest: 255),
      trainingLabels: labels(folder.appending(path: "train-labels-idx1-ubyte.gz")),
      testImages: images(folder.appending(path: "t10k-images-idx3-ubyte.gz"), brightest: 255),
      testLabels: labels(folder.appending(path: "t10k-labels-idx1-ubyte.gz")))
  }

  /// 1,797 handwritten digits, 8 by 8 pixels (Alpaydin and Kaynak, 1998), which come with the library: 1,437 to
  /// train on and the last 360 to judge by.
  public static func digits() throws -> ImageDataset {
    let folder = Bundle.module.resourceURL!.appending(path: "Digits")
    let images = try images(folder.appending(path: "digits-images-idx3-ubyte.gz"), brightest: 16)
    let labels = try labels(folder.appending(path: "digits-labels-idx1-ubyte.gz"))
    return ImageDataset(
      classNames: (0...9).map(String.init),
      trainingImages: images[0..<1437], trainingLabels: labels[0..<1437],
      testImages: images[1437..<1797], testLabels: labels[1437..<1797])
  }
}
