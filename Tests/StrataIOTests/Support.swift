import Foundation
import StrataGraph
import StrataIO
import Testing

/// The path of a file that `scripts/write-format-fixtures.py` wrote.
func fixture(_ name: String) -> String { Bundle.module.resourcePath! + "/Fixtures/" + name }

/// Runs `body` with the path of an empty folder, which is then removed.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = NSTemporaryDirectory() + "strata-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}

/// A small generator with a fixed seed: SplitMix64 by S. Vigna.
struct FixedGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }
}

extension HostArray {
  /// An array of random bits, or of truth values.
  static func random(_ type: TensorType, using generator: inout FixedGenerator) -> HostArray {
    HostArray(
      type: type, bytes: (0..<type.byteCount).map { _ in UInt8.random(in: 0...255, using: &generator) })
  }

  /// The elements as doubles, for comparing with JSON; exact but for large `int64`.
  var doubles: [Double] {
    switch type.dtype {
    case .bool: scalars(as: Bool.self).map { $0 ? 1 : 0 }
    case .uint8: scalars(as: UInt8.self).map(Double.init)
    case .int32: scalars(as: Int32.self).map(Double.init)
    case .uint32: scalars(as: UInt32.self).map(Double.init)
    case .int64: scalars(as: Int64.self).map(Double.init)
    case .float16: scalars(as: Float16.self).map(Double.init)
    case .bfloat16: scalars(as: BFloat16.self).map { Double(Float($0)) }
    case .float32: scalars(as: Float.self).map(Double.init)
    case .float64: scalars(as: Double.self)
    }
  }
}

/// What the script that wrote the fixtures says they hold.
struct Expectations {
  private let files: JSONValue

  init() throws {
    let path = fixture("expected.json")
    files = try JSONValue(parsing: File.read(path), file: path)
  }

  func names(_ file: String) throws -> [String] { try #require(files[file]?.object).keys }

  /// Checks one array of a file.
  func check(_ array: HostArray, file: String, name: String = "", location: SourceLocation = #_sourceLocation)
    throws
  {
    let expected = try #require(files[file]?[name], "\(file) has no \(name)", sourceLocation: location)
    #expect(array.type.dtype.name == expected["dtype"]?.string, "\(file) \(name)", sourceLocation: location)
    #expect(
      array.type.shape == expected["shape"]?.array?.compactMap(\.integer), "\(file) \(name)",
      sourceLocation: location)
    let values = try #require(expected["values"]?.array, sourceLocation: location)
    #expect(array.doubles == values.map(Self.double), "\(file) \(name)", sourceLocation: location)
    if array.type.dtype == .int64 {
      #expect(
        array.scalars(as: Int64.self) == values.compactMap { $0.integer.map(Int64.init) },
        sourceLocation: location)
    }
  }

  private static func double(_ value: JSONValue) -> Double { value.double ?? (value.bool == true ? 1 : 0) }
}

/// The reason of the `FormatError` that `body` throws.
func formatError(
  _ location: SourceLocation = #_sourceLocation, _ body: () throws -> some Any
) throws -> FormatError {
  try #require(throws: FormatError.self, sourceLocation: location) { _ = try body() }
}
