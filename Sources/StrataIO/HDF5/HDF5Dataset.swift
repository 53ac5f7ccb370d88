/// A dataset of an HDF5 file: an array of numbers or texts, and attributes.
public struct HDF5Dataset: Sendable {
  /// The path from the root, such as `/layers/dense/vars/0`.
  public let path: String
  /// Sizes of the axes, outermost first; empty for a single element.
  public let shape: [Int]
  /// The attributes.
  public let attributes: HDF5Attributes

  private let header: HDF5ObjectHeader
  private let content: HDF5Bytes

  /// The numbers.
  ///
  /// Signed integers of 8 bits and integers of 16 bits become `int32`, `uint64` becomes `int64` where every number
  /// fits. Keras stores `bfloat16` as two bytes without a type, and an attribute `dtype` that says so.
  /// - Throws: `FormatError` if the dataset is broken, or holds texts or a type that is not supported.
  public func read() throws(FormatError) -> HostArray {
    guard let array = try value().array else { throw content.error(place, "holds texts, not numbers") }
    return array
  }

  /// The numbers or texts; `read` says how numbers are converted.
  /// - Throws: `FormatError` if the dataset is broken or of a type that is not supported.
  public func value() throws(FormatError) -> HDF5Value {
    guard var reader = try header.first(.datatype) else { throw content.error(place, "has no element type") }
    let type = try HDF5Datatype(&reader, place)
    let elements = try HDF5Storage(header, shape, type, in: content, place).elements()
    var isBFloat16 = false
    if case .opaque = type.kind { isBFloat16 = try attributes["dtype"]?.text == "bfloat16" }
    return try type.value(elements, shape: shape, isBFloat16: isBFloat16, in: content, place)
  }

  init(_ header: HDF5ObjectHeader, path: String, in content: HDF5Bytes) throws(FormatError) {
    self.path = path
    self.header = header
    self.content = content
    let place = "dataset '\(path)'"
    guard var reader = try header.first(.dataspace) else { throw content.error(place, "has no shape") }
    shape = try HDF5Dataspace(&reader, place).shape
    attributes = try HDF5Attributes(header, of: path, in: content)
  }

  private var place: String { "dataset '\(path)'" }
}
