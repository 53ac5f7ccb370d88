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
        "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
        "Ankle boot",
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
    let allImages = try images(folder.appending(path: "digits-images-idx3-ubyte.gz"), brightest: 16)
    let allLabels = try labels(folder.appending(path: "digits-labels-idx1-ubyte.gz"))
    return ImageDataset(
      classNames: (0...9).map(String.init),
      trainingImages: allImages[0..<1437], trainingLabels: allLabels[0..<1437],
      testImages: allImages[1437..<1797], testLabels: allLabels[1437..<1797])
  }
}

/// Images of whole numbers up to `brightest`, as numbers from 0 to 1 with an axis for the one channel.
private func images(_ file: URL, brightest: Double) throws -> Tensor {
  let images = try tensor(file, rank: 3)
  return images.expandedDims(axis: -1).converted(to: .float32) / brightest
}

private func labels(_ file: URL) throws -> Tensor { try tensor(file, rank: 1) }

/// - Throws: `StrataError.file` if the file is missing or broken, or does not have that many axes of bytes.
private func tensor(_ file: URL, rank: Int) throws -> Tensor {
  let path = file.path(percentEncoded: false)
  let array = try reportingFileErrors { try IDX.read(path) }
  guard array.type.rank == rank, array.type.dtype == .uint8 else {
    throw StrataError.file(path: path, reason: "has \(array.type), not bytes with \(rank) axes")
  }
  return Tensor(array.hostBuffer())
}
