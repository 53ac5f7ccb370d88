import StrataGraph

/// A tensor whose elements are addressed by their coordinates.
struct HostTensor {
  let type: TensorType
  /// In row-major order.
  var elements: [Number]

  var shape: [Int] { type.shape }
  var dtype: DType { type.dtype }

  init(_ type: TensorType, _ elements: [Number]) {
    precondition(elements.count == type.count, "\(elements.count) elements do not fill \(type)")
    self.type = type
    self.elements = elements
  }

  init(_ type: TensorType, filledWith number: Number) {
    self.init(type, [Number](repeating: number, count: type.count))
  }

  /// The tensor that has `element(coordinates)` at each place.
  init(_ type: TensorType, element: ([Int]) -> Number) {
    self.init(type, allCoordinates(type.shape).map(element))
  }

  subscript(coordinates: [Int]) -> Number {
    get { elements[position(coordinates)] }
    set { elements[position(coordinates)] = newValue }
  }

  private func position(_ coordinates: [Int]) -> Int {
    let shape = shape
    precondition(coordinates.count == shape.count, "\(coordinates) is not in \(shape)")
    var (position, axis) = (0, 0)
    // Without the generic sequences that are slow in a debug build, as this is what the engine does most.
    while axis < shape.count {
      let coordinate = coordinates[axis]
      precondition(0 <= coordinate && coordinate < shape[axis], "\(coordinates) is not in \(shape)")
      position = position * shape[axis] + coordinate
      axis += 1
    }
    return position
  }
}

/// The coordinates of all elements of a shape, in row-major order.
func allCoordinates(_ shape: [Int]) -> [[Int]] {
  let count = shape.reduce(1, *)
  var (result, place) = ([[Int]](), [Int](repeating: 0, count: shape.count))
  result.reserveCapacity(count)
  while result.count < count {
    result.append(place)
    var axis = shape.count - 1
    while axis >= 0 {
      place[axis] += 1
      if place[axis] < shape[axis] { break }
      place[axis] = 0
      axis -= 1
    }
  }
  return result
}

extension [Int] {
  /// The entries at the given positions.
  func picked(_ positions: [Int]) -> [Int] { positions.map { self[$0] } }

  /// Puts entries at the given positions.
  mutating func put(_ entries: [Int], at positions: [Int]) {
    var index = 0
    while index < positions.count {
      self[positions[index]] = entries[index]
      index += 1
    }
  }

  /// Another array with the entry at one position replaced.
  func replacing(_ position: Int, with entries: [Int]) -> [Int] {
    var result = self
    result.replaceSubrange(position...position, with: entries)
    return result
  }
}
