import StrataGraph

/// Some samples with their truth, to train on or to judge by.
public struct Batch: Sendable {
  /// The inputs; the first axis counts the samples.
  public var x: Tensor
  /// The truth, one for each sample.
  public var y: Tensor
  /// How much each sample counts, `float32`, or nil if all count the same.
  public var sampleWeight: Tensor?

  public init(_ x: Tensor, _ y: Tensor, sampleWeight: Tensor? = nil) {
    self.x = x
    self.y = y
    self.sampleWeight = sampleWeight
  }

  /// The number of samples.
  public var count: Int { x.shape.first ?? 0 }

  var tensors: [Tensor] { [x, y] + (sampleWeight.map { [$0.converted(to: .float32)] } ?? []) }

  /// The types of the tensors, for checkpoints.
  var settingsText: String {
    let weights = sampleWeight.map { ", sample weights \($0.type)" } ?? ""
    return "x \(x.type), y \(y.type)\(weights)"
  }

  /// - Parameter role: what the samples are for, if there are others too, such as `validationData: `.
  /// - Throws: `StrataError.invalidData` if there are no samples or not equally many of everything.
  func validate(_ role: String = "") throws {
    guard x.rank > 0, y.rank > 0 else {
      throw StrataError.invalidData(
        role + "x and y need a first axis that counts the samples; x has the shape "
          + "\(x.shape) and y \(y.shape)")
    }
    guard count > 0 else {
      throw StrataError.invalidData(role + "there are no samples: x has the shape \(x.shape)")
    }
    guard y.shape[0] == count else {
      throw StrataError.invalidData(
        role + "x has \(count) samples and y has \(y.shape[0]); they must be equally many")
    }
    if let sampleWeight, sampleWeight.shape.first != count {
      throw StrataError.invalidData(
        role + "x has \(count) samples, but the sample weights have the shape \(sampleWeight.shape)")
    }
  }

  /// The samples at the given positions.
  func rows(_ range: Range<Int>) -> Batch {
    func cut(_ tensor: Tensor) -> Tensor {
      let rest = tensor.shape.dropFirst().map { 0..<$0 }
      let ranges = [range] + rest
      return Tensor.apply(
        .slice(
          start: ranges.map(\.lowerBound), limit: ranges.map(\.upperBound), strides: ranges.map { _ in 1 }),
        [tensor])
    }
    return Batch(cut(x), cut(y), sampleWeight: sampleWeight.map(cut))
  }
}
