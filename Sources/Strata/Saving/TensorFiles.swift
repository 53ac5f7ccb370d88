import Foundation
import StrataIO

extension Tensor {
  /// Reads a tensor from a file: NumPy's npy, or a table of numbers as csv, as the extension says.
  ///
  /// A first line of names in a csv file is passed over; its numbers become `float32[rows, columns]`.
  /// - Throws: `StrataError.file` if the file is missing or broken, has no rows or rows of different lengths, or another
  ///   extension.
  public init(contentsOf path: String) throws {
    let array = try reportingFileErrors {
      switch (path as NSString).pathExtension.lowercased() {
      case "npy": try Npy.read(path)
      case "csv": try Self.table(path)
      default:
        throw StrataError.file(path: path, reason: "tensors are read from files that end in .npy or .csv")
      }
    }
    self.init(array.hostBuffer())
  }

  private static func table(_ path: String) throws -> HostArray {
    let csv = try CSV(contentsOf: path)
    guard csv.rowCount > 0 else { throw StrataError.file(path: path, reason: "has no rows of numbers") }
    return csv.array
  }

  /// Writes the tensor to a file in NumPy's npy format, which appears whole or not at all.
  /// - Throws: `StrataError.file` if the file cannot be written or its name does not end in `.npy`.
  public func write(to path: String) throws {
    guard (path as NSString).pathExtension.lowercased() == "npy" else {
      throw StrataError.file(path: path, reason: "tensors are written to files that end in .npy")
    }
    try reportingFileErrors { try Npy.write(HostArray(concreteBuffer(reading: "elements")), to: path) }
  }
}
