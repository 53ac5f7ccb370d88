/// HDF5 files that are put together part by part, most parts right and some wrong.
extension Dice {
  /// A file with a few datasets of all kinds.
  mutating func hdf5Objects() -> [UInt8] {
    var image = HDF5Image()
    var messages: [[UInt8]] = []
    for number in 0...below(4) {
      let dataset = dataset(in: &image)
      messages.append(HDF5Image.link("d\(number)", to: image.add(dataset)))
    }
    for number in 0..<below(3) { messages.append(HDF5Image.message(12, attribute("a\(number)", &image))) }
    if once(in: 8) {
      messages.append(HDF5Image.message(16, little(48, 8) + little(lie(about: image.bytes), 8)))
    }
    return image.encoded(root: messages)
  }

  /// A file whose root group has as many small parts of one kind as fit.
  mutating func denseHDF5() -> [UInt8] {
    let count = 1 << below(13)
    var image = HDF5Image()
    switch below(5) {
    case 0:
      // Messages without content.
      let message = HDF5Image.message(one(of: [0, 2, 6, 12]), [])
      return image.encoded(root: [[UInt8]](repeating: message, count: count))
    case 1:
      return image.encoded(root: (0..<count).map { HDF5Image.link("\($0)", to: 48) })
    case 2:
      let type: [UInt8] = [0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0]
      let attributes = (0..<count).map { number in
        let name = Array("\(number)".utf8) + [0]
        let sizes = little(UInt64(name.count), 2) + little(12, 2) + little(4, 2)
        return HDF5Image.message(12, [3, 0] + sizes + [0] + name + type + HDF5Image.dataspace([]) + [1])
      }
      let information = HDF5Image.message(2, [0, 0] + little(.max, 8) + little(.max, 8))
      return image.encoded(root: [information] + attributes)
    case 3:
      // Texts of one byte, or of none.
      let isFixed = once(in: 2)
      let heap = image.add(HDF5Image.heap([Array("a".utf8)]))
      let reference = little(UInt64(below(2)), 4) + little(heap, 8) + little(1, 4)
      let elements = isFixed ? bytes(count) : Array(repeatElement(reference, count: count).joined())
      let type: [UInt8] = isFixed ? [0x13, 0, 0, 0, 1, 0, 0, 0] : [0x19, 1, 0, 0, 16, 0, 0, 0] + textBase
      let layout = [3, 1] + little(image.add(elements), 8) + little(UInt64(elements.count), 8)
      return file(type, shape: [UInt64(count)], layout: layout, &image)
    default:
      // Chunks of one element.
      let data = image.add(bytes(1))
      let tree = image.add(HDF5Image.tree((0..<count).map { (1, [UInt64($0)], data) }))
      let layout = [3, 2, 2] + little(tree, 8) + little(1, 4) + little(1, 4)
      let type: [UInt8] = [0x10, 8, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0]
      return file(type, shape: [UInt64(count)], layout: layout, &image)
    }
  }

  /// A file in which parts contain others several times, which do the same, or contain themselves.
  mutating func foldedHDF5() -> [UInt8] {
    let width = 1 + below(8)
    let depth = 1 + below(24)
    var image = HDF5Image()
    if once(in: 2) {
      let size = 8 + 20 * width
      // The address that the first part will have names itself.
      var address = once(in: 2) ? UInt64(image.bytes.count) : image.add(HDF5Image.continuation([]))
      for _ in 0..<depth {
        let message = HDF5Image.message(16, little(address, 8) + little(UInt64(size), 8))
        address = image.add(HDF5Image.continuation([[UInt8]](repeating: message, count: width)))
      }
      return image.encoded(root: [HDF5Image.message(16, little(address, 8) + little(UInt64(size), 8))])
    }
    var address = image.add(bytes(1))
    for level in 0..<depth {
      let children = (0..<width).map { (1, [UInt64(level == 0 ? $0 : 0)], address) }
      address = image.add(HDF5Image.tree(children, level: UInt8(level)))
    }
    let layout = [3, 2, 2] + little(address, 8) + little(1, 4) + little(1, 4)
    return file([0x10, 8, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0], shape: [UInt64(width)], layout: layout, &image)
  }

  /// A file of one dataset.
  private func file(_ type: [UInt8], shape: [UInt64], layout: [UInt8], _ image: inout HDF5Image) -> [UInt8] {
    let header = HDF5Image.header([
      HDF5Image.message(1, HDF5Image.dataspace(shape)), HDF5Image.message(3, type),
      HDF5Image.message(8, layout),
    ])
    let address = image.add(header)
    return image.encoded(root: [HDF5Image.link("d", to: address)])
  }

  private var textBase: [UInt8] { [0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0] }

  // MARK: Parts

  private mutating func dataset(in image: inout HDF5Image) -> [UInt8] {
    let (type, size) = elementType()
    let shape = (0..<below(4)).map { _ in UInt64(below(6)) }
    let count = shape.reduce(1) { $0 * Int($1) }
    var elements = once(in: 4) ? [UInt8](repeating: 0, count: count * size) : bytes(count * size)
    if type.first == 0x19 {
      let heap = image.add(HDF5Image.heap((0..<3).map { _ in bytes(below(20)).map { $0 & 0x7f } }))
      let references = (0..<count).map { _ in
        little(UInt64(below(20)), 4) + little(heap, 8) + little(UInt64(below(5)), 4)
      }
      elements = Array(references.joined())
    }
    var said = shape
    if once(in: 6), !shape.isEmpty { said[below(shape.count)] = lie(about: image.bytes) }
    var messages = [HDF5Image.message(1, HDF5Image.dataspace(said)), HDF5Image.message(3, type)]
    messages += layout(of: elements, size, shape, &image)
    if once(in: 3) {
      let value = bytes(once(in: 6) ? below(20) : size)
      let fill = [3, one(of: [0x20, 0x20, 0])] + little(UInt64(value.count), 4) + value
      messages.append(HDF5Image.message(5, fill))
    }
    if once(in: 4) { messages.append(HDF5Image.message(12, attribute("a", &image))) }
    if once(in: 10) { messages.shuffle(using: &self) }
    if once(in: 10) { messages.remove(at: below(messages.count)) }
    return HDF5Image.header(messages)
  }

  /// A type of elements and their size.
  private mutating func elementType() -> ([UInt8], Int) {
    let float: [UInt8] = [0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0]
    let half: [UInt8] = [0x11, 0x20, 15, 0, 2, 0, 0, 0, 0, 0, 16, 0, 10, 5, 0, 10, 15, 0, 0, 0]
    switch below(6) {
    case 0: return (float, 4)
    case 1: return (half, 2)
    case 2:
      let size = one(of: [1, 2, 4, 8])
      return ([0x10, one(of: [0, 1, 8, 9]), 0, 0, UInt8(size), 0, 0, 0, 0, 0, UInt8(8 * size), 0], size)
    case 3:
      let size = 1 + below(10)
      return ([0x13, one(of: [0, 1, 2, 3]), 0, 0, UInt8(size), 0, 0, 0], size)
    case 4: return ([0x19, 1, 0, 0, 16, 0, 0, 0] + textBase, 16)
    default:
      let names = Array("FALSE".utf8) + [0] + Array("TRUE".utf8) + [0]
      return ([0x38, 2, 0, 0, 1, 0, 0, 0, 0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0] + names + [0, 1], 1)
    }
  }

  private mutating func layout(
    of elements: [UInt8], _ size: Int, _ shape: [UInt64], _ image: inout HDF5Image
  ) -> [[UInt8]] {
    switch shape.isEmpty ? below(3) : below(6) {
    case 0: return [HDF5Image.message(8, [3, 0] + little(UInt64(elements.count), 2) + elements)]
    case 1:
      return [
        HDF5Image.message(8, [3, 1] + little(image.add(elements), 8) + little(UInt64(elements.count), 8))
      ]
    case 2: return [HDF5Image.message(8, [3, 1] + little(.max, 8) + little(0, 8))]
    default:
      // One chunk or, as a lie, one that may be as large as memory.
      let filters: [UInt64] = (0..<below(4)).map { _ in one(of: [1, 1, 2, 2, 2, 3]) }
      var data = elements
      if once(in: 4) { data += [UInt8](repeating: 0, count: below(1 << 12)) }
      for filter in filters where filter == 1 { data = deflated(data, .zlib) }
      let chunk = (
        size: once(in: 10) ? below(1 << 20) : data.count,
        origin: shape.map { _ in once(in: 10) ? lie(about: data) : 0 }, address: image.add(data)
      )
      let tree = image.add(HDF5Image.tree([chunk] + (once(in: 6) ? [chunk] : [])))
      var sizes = shape
      if once(in: 4) { sizes[below(sizes.count)] = one(of: [1, 2, 1 << 10, 1 << 20, 1 << 31]) }
      let layout = [3, 2, UInt8(shape.count + 1)] + little(tree, 8) + sizes.flatMap { little($0, 4) }
      var filterMessage: [UInt8] = [2, UInt8(filters.count)]
      for filter in filters {
        filterMessage += little(filter, 2) + little(0, 2) + little(1, 2) + little(UInt64(size), 4)
      }
      return [
        HDF5Image.message(8, layout + little(UInt64(size), 4)), HDF5Image.message(11, filterMessage),
      ]
    }
  }

  private mutating func attribute(_ name: String, _ image: inout HDF5Image) -> [UInt8] {
    let (type, size) = elementType()
    let shape = (0..<below(3)).map { _ in UInt64(below(4)) }
    let space = HDF5Image.dataspace(once(in: 6) ? shape.map { _ in lie(about: image.bytes) } : shape)
    let text = Array(name.utf8) + [0]
    let sizes = little(UInt64(text.count), 2) + little(UInt64(type.count), 2) + little(UInt64(space.count), 2)
    return [3, 0] + sizes + [0] + text + type + space + bytes(shape.reduce(size) { $0 * Int($1) })
  }
}
