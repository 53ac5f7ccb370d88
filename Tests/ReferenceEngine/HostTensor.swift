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
    var position = 0
    for (coordinate, size) in zip(coordinates, shape) {
      precondition(0 <= coordinate && coordinate < size, "\(coordinates) is not in \(shape)")
      position = position * size + coordinate
    }
    return position
  }
}

/// The coordinates of all elements of a shape, in row-major order.
func allCoordinates(_ shape: [Int]) -> [[Int]] {
  var result: [[Int]] = [[]]
  for size in shape { result = result.flatMap { start in (0..<size).map { start + [$0] } } }
  return result
}

extension [Int] {
  /// The entries at the given positions.
  func picked(_ positions: [Int]) -> [Int] { positions.map { self[$0] } }

  /// Another array with the entry at one position replaced.
  func replacing(_ position: Int, with entries: [Int]) -> [Int] {
    Array(self[..<position]) + entries + Array(self[(position + 1)...])
  }
}
