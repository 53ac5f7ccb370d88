/// A layer that can be trained, evaluated and saved: the whole network.
///
/// `Sequential` is the model for a stack of layers. A subclass of one's own holds its layers in stored properties and
/// overrides `call(_:context:)`; see `Layer`.
open class Model: Layer {
  /// The layers, in the order in which they were added.
  public var layers: [Layer] { sublayers }

  /// What `compile` set up; nil before.
  var compilation: Compilation?

  /// The programs of the forward pass in inference mode, one for each batch size that was used. They give the output,
  /// and its mask if it has one.
  var predictionFunction: CompiledFunction {
    if let known = recordedPrediction { return known }
    let function = CompiledFunction { [unowned self] arguments in
      let output = try self(arguments[0], training: false)
      return [output] + (output.mask.map { [$0] } ?? [])
    }
    recordedPrediction = function
    return function
  }

  private var recordedPrediction: CompiledFunction?

  /// Forgets the recorded programs, which are of no use once the model has other layers.
  func forgetPrograms() {
    recordedPrediction = nil
    compilation?.forgetPrograms()
  }

  /// Set by a callback to end training: no further step is made, but the epoch is brought to its end.
  public var stopTraining = false

  /// The optimizer given to `compile`, nil before.
  public var optimizer: Optimizer? { compilation?.optimizer }

  /// The layer with the given name.
  /// - Throws: `StrataError.unknownLayer`.
  public func layer(_ layerName: String) throws -> Layer {
    guard let found = layers.first(where: { $0.name == layerName }) else {
      throw StrataError.unknownLayer(name: layerName, model: name, existing: layers.map(\.name))
    }
    return found
  }
}
