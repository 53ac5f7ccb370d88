/// The chunks in which a dataset is stored, all of the same shape.
struct HDF5Chunks {
  private struct Chunk {
    /// Where its first element is in the dataset.
    let origin: [Int]
    let filterMask: UInt32
    let range: Range<Int>
  }

  private let chunks: [Chunk]
  private let chunkShape: [Int]
  private let chunkByteCount: Int
  private let shape: [Int]
  private let elementSize: Int
  private let filters: HDF5Filters
  private let content: HDF5Bytes
  private let place: String

  init(
    _ reader: inout ByteReader, _ header: HDF5ObjectHeader, _ shape: [Int], elementSize: Int,
    in content: HDF5Bytes, _ place: String
  ) throws(FormatError) {
    self.shape = shape
    self.elementSize = elementSize
    self.content = content
    self.place = place
    let rank = try reader.size(UInt8.self, place) - 1
    let tree = try reader.address(place)
    guard rank == shape.count, rank > 0 else { throw reader.error(place, "chunks of another rank") }
    var chunkShape: [Int] = []
    for _ in 0..<rank { chunkShape.append(try reader.size(UInt32.self, place)) }
    guard try reader.size(UInt32.self, place) == elementSize, !chunkShape.contains(0),
      let byteCount = Self.byteCount(chunkShape, elementSize), byteCount <= UInt32.max
    else { throw reader.error(place, "chunks of \(chunkShape) elements are not possible") }
    self.chunkShape = chunkShape
    chunkByteCount = byteCount
    if var message = try header.first(.filters) {
      filters = try HDF5Filters(&message, place)
    } else {
      filters = HDF5Filters()
    }
    chunks =
      try tree.map { tree throws(FormatError) in try Self.chunks(tree, rank, in: content, place) } ?? []
  }

  private static func byteCount(_ shape: [Int], _ elementSize: Int) -> Int? {
    var count = elementSize
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      if overflow { return nil }
      count = product
    }
    return count
  }

  private static func chunks(_ tree: Int, _ rank: Int, in content: HDF5Bytes, _ place: String)
    throws(FormatError) -> [Chunk]
  {
    // The stored size, a mask, and the position on each axis and within an element.
    let keySize = 8 + 8 * (rank + 1)
    var budget = content.budget
    let leaves = try HDF5BTree.leaves(of: .chunks, at: tree, keySize: keySize, in: content, &budget, place)
    var data = HDF5Budget(remaining: content.bytes.count)
    var chunks: [Chunk] = []
    for leaf in leaves {
      var key = content.reader(of: leaf.key)
      let storedSize = try key.size(UInt32.self, place)
      let mask = try key.number(UInt32.self, place)
      var origin: [Int] = []
      for _ in 0..<rank { origin.append(try key.size(UInt64.self, place)) }
      var reader = content.reader(at: leaf.address)
      let range = try reader.take(storedSize, place)
      try data.spend(range.count, reader, place)
      chunks.append(Chunk(origin: origin, filterMask: mask, range: range))
    }
    return chunks
  }

  /// The elements of all chunks, each as many as a whole chunk has.
  func elements() throws(FormatError) -> [ArraySlice<UInt8>] {
    var elements: [ArraySlice<UInt8>] = []
    for chunk in chunks {
      let isInside = zip(chunk.origin, zip(shape, chunkShape)).allSatisfy { origin, sizes in
        origin < sizes.0 && origin % sizes.1 == 0
      }
      guard isInside else { throw content.error(place, "a chunk is at \(chunk.origin), where none can be") }
      elements.append(
        try filters.decode(chunk.range, mask: chunk.filterMask, count: chunkByteCount, in: content, place))
    }
    return elements
  }

  /// Puts the elements of all chunks to their places in the dataset's bytes.
  func copy(_ elements: [ArraySlice<UInt8>], to result: inout [UInt8]) {
    for (chunk, bytes) in zip(chunks, elements) { copy(bytes, from: chunk, to: &result) }
  }

  /// Copies row by row, leaving out what is beyond the dataset's edges.
  private func copy(_ bytes: ArraySlice<UInt8>, from chunk: Chunk, to result: inout [UInt8]) {
    let last = shape.count - 1
    let counts = shape.indices.map { min(chunkShape[$0], shape[$0] - chunk.origin[$0]) }
    let rowSize = counts[last] * elementSize
    var index = [Int](repeating: 0, count: last)
    while true {
      var source = 0
      var target = 0
      for axis in 0...last {
        let position = axis == last ? 0 : index[axis]
        source = source * chunkShape[axis] + position
        target = target * shape[axis] + chunk.origin[axis] + position
      }
      let start = bytes.startIndex + source * elementSize
      target *= elementSize
      result.replaceSubrange(target..<target + rowSize, with: bytes[start..<start + rowSize])
      var axis = last - 1
      while axis >= 0 {
        index[axis] += 1
        if index[axis] < counts[axis] { break }
        index[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }
}
