import StrataGraph

/// What an npy file says about its array, as a dictionary in Python's spelling:
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`.
struct NpyHeader {
  var element: NpyElement
  var isFortranOrder: Bool
  var shape: [Int]

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  private static let alignment = 64

  /// Bytes that the elements take in the file, or nil if no memory could hold them as the type they are read as.
  var byteCount: Int? {
    guard checkedByteCount(.float64, shape) != nil else { return nil }
    return shape.reduce(element.size, *)
  }

  /// Reads the header, after which the reader stands at the data.
  init(_ reader: inout ByteReader) throws(FormatError) {
    guard try Self.magic.elementsEqual(reader.bytes[reader.take(6, "magic number")]) else {
      throw reader.error("magic number", "not an npy file")
    }
    let version = try reader.number(UInt8.self, "version")
    _ = try reader.take(1, "version")
    let size =
      switch version {
      case 1: try reader.size(UInt16.self, "header size")
      case 2, 3: try reader.size(UInt32.self, "header size")
      default: throw reader.error("version", "\(version) is not known")
      }
    let range = try reader.take(size, "header")
    var parser = try PythonLiteralParser(Array(reader.bytes[range]), file: reader.file)
    let fields = try parser.dictionary()

    guard fields.count == 3, let descr = fields["descr"], let order = fields["fortran_order"],
      let shape = fields["shape"]
    else { throw reader.error("header", "not exactly the keys descr, fortran_order and shape") }
    guard case .string(let name) = descr else {
      throw reader.error("header", "arrays of records are not supported")
    }
    guard let element = NpyElement(name) else {
      throw reader.error("header", "the element type '\(name)' is not supported")
    }
    guard case .bool(let isFortranOrder) = order else {
      throw reader.error("header", "fortran_order is not True or False")
    }
    guard case .tuple(let shape) = shape else {
      throw reader.error("header", "shape is not a tuple of integers")
    }
    self.element = element
    self.isFortranOrder = isFortranOrder
    self.shape = shape
  }

  /// The bytes before the data of an array.
  static func encode(_ type: TensorType) -> [UInt8] {
    let sizes = type.shape.map(String.init).joined(separator: ", ") + (type.rank == 1 ? "," : "")
    let descr = NpyElement.name(of: type.dtype)
    var text = Array("{'descr': '\(descr)', 'fortran_order': False, 'shape': (\(sizes)), }".utf8)
    let isLong = text.count + 2 * alignment > UInt16.max
    let prefixSize = magic.count + (isLong ? 6 : 4)
    let padding = alignment - 1 - (prefixSize + text.count) % alignment
    text += repeatElement(UInt8(ascii: " "), count: padding)
    text.append(UInt8(ascii: "\n"))
    let version: [UInt8] = [isLong ? 2 : 1, 0]
    let size = isLong ? littleEndian(UInt32(text.count)) : littleEndian(UInt16(text.count))
    return magic + version + size + text
  }
}
