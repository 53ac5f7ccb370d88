import StrataIO

/// For the other modules of the package that read and write files.
extension Tensor {
  /// The elements that were read from a file.
  package init(_ array: HostArray) { self.init(array.hostBuffer()) }

  /// A copy of the elements of a concrete tensor.
  package var hostArray: HostArray { HostArray(concreteBuffer(reading: "elements")) }
}
