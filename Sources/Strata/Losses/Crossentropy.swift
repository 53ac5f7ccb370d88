import StrataIO

/// The crossentropy that the shapes call for, as Keras resolves the string `crossentropy`: binary if the predictions
/// have a last axis of size 1, sparse categorical if the truth lacks the axis of the classes or has size 1 there, else
/// categorical.
public struct Crossentropy: Loss {
  public let name: String
  public var reduction: LossReduction { .sumOverBatchSize }

  /// - Parameter name: `crossentropy` or `ce`, by which Keras's files know it.
  public init(name: String = "crossentropy") { self.name = name }

  /// Whether the name of a loss stands for this one.
  static func isMeant(by name: String) -> Bool { ["crossentropy", "ce"].contains(name.lowercased()) }

  /// The name: Keras has no class for it.
  public var json: JSONValue {
    get throws {
      guard Crossentropy.isMeant(by: name) else {
        throw StrataError.noConfig(of: "Crossentropy(name: \"\(name)\")")
      }
      return .string(name)
    }
  }

  public func perSample(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    loss(yTrue.shape, yPred.shape).perSample(yTrue, yPred)
  }

  public func validate(_ yTrue: Tensor, outputShape: PartialShape) throws {
    try loss(yTrue.shape, outputShape).validate(yTrue, outputShape: outputShape)
  }

  private func loss(_ truth: [Int], _ output: PartialShape) -> any Loss {
    if output.last == 1 { return BinaryCrossentropy() }
    let isSparse = truth.count < output.count || truth.last == 1
    return isSparse ? SparseCategoricalCrossentropy() : CategoricalCrossentropy()
  }
}

extension Loss where Self == Crossentropy {
  /// The crossentropy of the kind that the shapes call for.
  public static func crossentropy() -> Self { Self() }
}
