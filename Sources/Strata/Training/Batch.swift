import StrataGraph

/// Some samples with their truth, to train on or to judge by.
///
/// ```swift
/// Batch(images, labels)
/// Batch([titles, bodies], ["priority": priorities, "department": departments])
/// ```
public struct Batch: Sendable {
  /// The inputs; the first axis of each counts the samples.
  public var inputs: any TensorOrList
  /// The truth for each output, one for each sample.
  public var truths: any TensorOrList
  /// How much each sample counts, one tensor for all outputs or one for each; nil if all count the same.
  public var sampleWeights: (any TensorOrList)?

  /// The samples of a model.
  /// - Parameters:
  ///   - x: the inputs: a tensor, a list in the order of the model's inputs, or a dictionary by their names.
  ///   - y: the truth: a tensor, a list in the order of the model's outputs, or a dictionary by their names.
  ///   - sampleWeight: how much each sample counts: one tensor for all outputs, or one for each as for `y`. An
  ///     output that a dictionary lacks counts all samples the same.
  public init(
    _ x: any TensorOrList, _ y: any TensorOrList, sampleWeight: (any TensorOrList)? = nil
  ) {
    inputs = x
    truths = y
    sampleWeights = sampleWeight
  }

  /// The input of a model with one. Stops with a message if there are several.
  public var x: Tensor {
    get { only(inputs, "x") }
    set { inputs = newValue }
  }

  /// The truth for a model with one output. Stops with a message if there are several.
  public var y: Tensor {
    get { only(truths, "y") }
    set { truths = newValue }
  }

  /// How much each sample counts. Stops with a message if that is given for several outputs.
  public var sampleWeight: Tensor? {
    get { sampleWeights.map { only($0, "sampleWeight") } }
    set { sampleWeights = newValue }
  }

  private func only(_ given: any TensorOrList, _ argument: String) -> Tensor {
    let all = given.tensors.all
    require(all.count == 1, "the batch has \(all.count) tensors, so there is no single \(argument)")
    return all[0]
  }

  /// The number of samples.
  public var count: Int { inputs.tensors.all.first?.shape.first ?? 0 }

  /// - Parameter role: what the samples are for, if there are others too, such as `validationData: `.
  /// - Throws: `StrataError.invalidData` if there are no samples or not equally many of everything.
  func validate(_ role: String = "") throws {
    let count = try Self.validate(inputs, role)
    let labels = inputs.tensors.labelled("x")
    for (label, truth) in truths.tensors.labelled("y") {
      guard truth.rank > 0 else { throw Self.noFirstAxis(role, label, truth) }
      guard truth.shape[0] == count else {
        throw StrataError.invalidData(
          "\(role)\(labels[0].label) has \(count) samples and \(label) has \(truth.shape[0]); "
            + "they must be equally many")
      }
    }
    for (label, weight) in sampleWeights?.tensors.labelled("sampleWeight") ?? []
    where weight.shape.first != count {
      throw StrataError.invalidData(
        "\(role)\(labels[0].label) has \(count) samples, but \(label) has the shape \(weight.shape)")
    }
  }

  /// Checks that there are samples, equally many for all inputs.
  /// - Returns: their number.
  /// - Throws: `StrataError.invalidData`.
  @discardableResult
  static func validate(_ inputs: any TensorOrList, _ role: String = "") throws -> Int {
    let labelled = inputs.tensors.labelled("x")
    guard let (firstLabel, first) = labelled.first else {
      throw StrataError.invalidData(role + "there are no inputs: x is empty")
    }
    for (label, input) in labelled {
      guard input.rank > 0 else { throw noFirstAxis(role, label, input) }
      guard input.shape[0] > 0 else {
        throw StrataError.invalidData(
          role + "there are no samples: \(label) has the shape \(input.shape)")
      }
      guard input.shape[0] == first.shape[0] else {
        throw StrataError.invalidData(
          "\(role)\(firstLabel) has \(first.shape[0]) samples and \(label) has the shape \(input.shape); "
            + "they must be equally many")
      }
    }
    return first.shape[0]
  }

  private static func noFirstAxis(_ role: String, _ label: String, _ tensor: Tensor) -> StrataError {
    .invalidData(
      role + "x and y need a first axis that counts the samples; \(label) has the shape \(tensor.shape)")
  }
}

extension OneOrSeveral<Tensor> {
  /// The tensors and how messages call them, such as `x`, `x[1]` or `x["title"]`.
  fileprivate func labelled(_ argument: String) -> [(label: String, tensor: Tensor)] {
    switch self {
    case .one(let tensor): [(argument, tensor)]
    case .list(let tensors):
      tensors.enumerated().map { (tensors.count == 1 ? argument : "\(argument)[\($0.offset)]", $0.element) }
    case .byName(let tensors):
      tensors.sorted { $0.key < $1.key }.map { ("\(argument)[\"\($0.key)\"]", $0.value) }
    }
  }
}
