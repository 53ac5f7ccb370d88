/// A layer that can be trained, evaluated and saved: the whole network.
///
/// `Sequential` is the model for a stack of layers. A subclass of one's own holds its layers in stored properties and
/// overrides `call(_:context:)`; see `Layer`.
open class Model: Layer {
  /// The layers, in the order in which they were added.
  public var layers: [Layer] { sublayers }

  /// What `compile` set up; nil before.
  var compilation: Compilation?

  /// What the inputs are called in dictionaries of data; empty unless a model names them.
  open var inputNames: [String] { [] }

  /// What the outputs are called in dictionaries of data, losses and metrics, and in logs; empty unless a model names
  /// them.
  open var outputNames: [String] { [] }

  /// The forward pass in inference mode.
  var predictionFunction: PredictionFunction {
    if let known = recordedPrediction { return known }
    let function = PredictionFunction(self)
    recordedPrediction = function
    return function
  }

  private var recordedPrediction: PredictionFunction?

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
