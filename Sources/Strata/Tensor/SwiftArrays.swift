import StrataGraph

/// Tensors from Swift's integers and nested arrays.
extension Tensor {
  /// An `int32` vector. Stops with a message if a number does not fit in 32 bits.
  public init(_ integers: [Int], file: StaticString = #fileID, line: UInt = #line) {
    self.init(integers, shape: [integers.count], file: file, line: line)
  }

  /// An `int32` scalar. Stops with a message if the number does not fit in 32 bits.
  public init(_ integer: Int, file: StaticString = #fileID, line: UInt = #line) {
    self.init([integer], shape: [], file: file, line: line)
  }

  /// An `int32` tensor with the given elements in row-major order. Stops with a message if there is not one element
  /// for each of `shape`, or a number does not fit in 32 bits.
  public init(_ integers: [Int], shape: [Int], file: StaticString = #fileID, line: UInt = #line) {
    let scalars = integers.map { integer in
      guard let scalar = Int32(exactly: integer) else {
        stop("\(integer) does not fit in int32; use [Int64]", file: file, line: line)
      }
      return scalar
    }
    self.init(scalars, shape: shape, file: file, line: line)
  }

  /// A matrix of the given rows. Stops with a message if they differ in length.
  public init<Scalar: TensorScalar>(
    _ rows: [[Scalar]], file: StaticString = #fileID, line: UInt = #line
  ) {
    self.init(Self.joined(rows, file, line), shape: [rows.count, rows.first?.count ?? 0])
  }

  /// A matrix of rows that come from outside, as from a file or a network.
  /// - Throws: `StrataError.invalidData` if there are no rows or they differ in length.
  public init<Scalar: TensorScalar>(samples rows: [[Scalar]]) throws {
    guard let first = rows.first else { throw StrataError.invalidData("there are no samples") }
    if let ragged = rows.firstIndex(where: { $0.count != first.count }) {
      throw StrataError.invalidData(
        "sample \(ragged) has \(rows[ragged].count) numbers, and sample 0 has \(first.count); "
          + "all must have equally many")
    }
    self.init(rows.flatMap { $0 }, shape: [rows.count, first.count])
  }

  /// An `int32` matrix of the given rows. Stops with a message if they differ in length.
  public init(_ rows: [[Int]], file: StaticString = #fileID, line: UInt = #line) {
    self.init(
      Self.joined(rows, file, line), shape: [rows.count, rows.first?.count ?? 0], file: file, line: line)
  }

  /// A tensor with three axes, of the given matrices. Stops with a message if they differ in shape.
  public init<Scalar: TensorScalar>(
    _ matrices: [[[Scalar]]], file: StaticString = #fileID, line: UInt = #line
  ) {
    let rows = Self.joined(matrices, file, line)
    let shape = [matrices.count, matrices.first?.count ?? 0, rows.first?.count ?? 0]
    self.init(Self.joined(rows, file, line), shape: shape)
  }

  private static func joined<Element>(_ rows: [[Element]], _ file: StaticString, _ line: UInt) -> [Element] {
    require(
      rows.allSatisfy { $0.count == rows[0].count }, "rows of different lengths \(rows.map(\.count))",
      file: file,
      line: line)
    return rows.flatMap { $0 }
  }
}
