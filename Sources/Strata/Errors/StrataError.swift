/// What can go wrong with data, shapes and files. Each case says what was expected and what was found.
public enum StrataError: Error, Hashable, Sendable {
  /// A layer was given an input that it cannot take.
  case incompatibleInput(layer: String, expected: String, found: String)
  /// An argument of a constructor or method is out of its range.
  case invalidArgument(owner: String, argument: String, expected: String, found: String)
  /// A list of weights has the wrong length.
  case weightCount(owner: String, expected: Int, found: Int)
  /// A weight was given a value of another shape.
  case weightShape(weight: String, expected: [Int], found: [Int])
  /// A layer has no weight of this name.
  case unknownWeight(name: String, layer: String, existing: [String])
  /// Several of a layer's weights have this name.
  case ambiguousWeight(name: String, layer: String, paths: [String])
  /// No layer has this name.
  case unknownLayer(name: String, model: String, existing: [String])
  /// Two layers of one model have the same name.
  case duplicateLayerName(name: String, model: String)
  /// Outputs of a functional model need an `Input` that is not among the model's inputs.
  case disconnectedGraph(model: String, input: String, path: [String])
  /// The input or output of a layer was asked for that no functional model calls.
  case notCalled(layer: String)
  /// A layer calls another one that is not part of it, whose weights would be neither trained nor saved.
  case untrackedLayer(layer: String, caller: String)
  /// Weights or shapes were asked of something that has none yet.
  case notBuilt(owner: String, wanted: String)
  /// One output was asked of a layer or model that gives several.
  case severalOutputs(layer: String, count: Int)
  /// Training or evaluation was asked of a model without loss and optimizer.
  case notCompiled(model: String)
  /// The arrays given to training, evaluation or prediction do not fit together or the model.
  case invalidData(String)
  /// A class label is not one of the model's classes.
  case labelOutOfRange(label: Int, classes: Int, index: Int)
  /// The loss became infinite or NaN, and training was asked to stop on that.
  case nonFiniteLoss(epoch: Int, step: Int)
  /// A file cannot be read or written, or does not hold what it should.
  case file(path: String, reason: String)
  /// A file names a class that is not known, or holds Python code.
  case unknownClass(kind: String, className: String, module: String?, place: String)
  /// The config of an object in a file is not one that can be read.
  case invalidConfig(place: String, reason: String)
  /// An object cannot be described in a file.
  case noConfig(of: String)
  /// A file does not have the weights of this model, one line for each difference.
  case weightMismatch(file: String, differences: [String])
  /// A device cannot be used.
  case deviceUnavailable(device: String, reason: String)
  /// A device failed while it computed, for example for want of memory. Weights that it was to change are lost.
  case computationFailed(device: String, reason: String)
  /// A checkpoint is of another training run, one line for each difference.
  case checkpointMismatch(file: String, differences: [String])
}

extension StrataError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .incompatibleInput(let layer, let expected, let found):
      "layer '\(layer)' expects \(expected), but was given \(found)"
    case .invalidArgument(let owner, let argument, let expected, let found):
      "\(owner): \(argument) must be \(expected), not \(found)"
    case .weightCount(let owner, let expected, let found):
      "'\(owner)' has \(expected) weights, but was given \(found); nothing was changed"
    case .weightShape(let weight, let expected, let found):
      "the weight '\(weight)' has the shape \(expected), but was given \(found); nothing was changed"
    case .unknownWeight(let name, let layer, let existing):
      existing.isEmpty
        ? "the layer '\(layer)' has no weights, and so no '\(name)'"
        : "the layer '\(layer)' has no weight '\(name)'; its weights are \(existing.joined(separator: ", "))"
    case .ambiguousWeight(let name, let layer, let paths):
      "'\(layer)' has several weights '\(name)'; give more of the path of one: \(paths.joined(separator: ", "))"
    case .unknownLayer(let name, let model, let existing):
      "the model '\(model)' has no layer '\(name)'; its layers are \(existing.joined(separator: ", "))"
    case .duplicateLayerName(let name, let model):
      "the model '\(model)' already has a layer '\(name)'; give each layer a name of its own"
    case .disconnectedGraph(let model, let input, let path):
      "'\(model)' needs the Input '\(input)', which is not one of its inputs: \(path.joined(separator: " → "))"
    case .notCalled(let layer):
      "no functional model calls the layer '\(layer)', which therefore has no inputs and outputs of its own"
    case .untrackedLayer(let layer, let caller):
      """
      '\(caller)' calls the layer '\(layer)', which is not part of it, so that its weights would be neither trained nor \
      saved: hold it in a stored property that has its value before super.init, or pass it to track(_:)
      """
    case .notBuilt(let owner, let wanted):
      """
      '\(owner)' has no \(wanted) yet because it is not built: put Input(shape:) first, \
      call build(inputShape:), or call it on data
      """
    case .severalOutputs(let layer, let count):
      "'\(layer)' gives \(count) outputs, not one: ask for all of them with outputs(for:), or predictAll(_:) of a model"
    case .notCompiled(let model):
      "the model '\(model)' has no loss to train or evaluate with: call compile(optimizer:loss:metrics:) first"
    case .invalidData(let reason): reason
    case .labelOutOfRange(let label, let classes, let index):
      "label \(label) of sample \(index) is not one of the model's \(classes) classes, 0 to \(classes - 1)"
    case .nonFiniteLoss(let epoch, let step):
      "the loss is not finite in epoch \(epoch), step \(step)"
    case .file(let path, let reason): "\(path): \(reason)"
    case .unknownClass(let kind, let className, let module, let place):
      Self.unknownClassText(kind, className, module, place)
    case .invalidConfig(let place, let reason): "\(place): \(reason)"
    case .noConfig(let object):
      """
      \(object) cannot be described in a file: it needs a value for `arguments`, and a class registered with Registry \
      to be read again
      """
    case .weightMismatch(let file, let differences):
      "\(file) does not fit the model:\n" + differences.map { "  " + $0 }.joined(separator: "\n")
    case .deviceUnavailable(let device, let reason): "the device \(device) cannot be used: \(reason)"
    case .computationFailed(let device, let reason):
      "the device \(device) failed: \(reason); weights that it was to change must be set or loaded anew"
    case .checkpointMismatch(let file, let differences):
      """
      \(file) is the checkpoint of another training run; nothing was changed. Delete it to begin anew.
      \(differences.map { "  " + $0 }.joined(separator: "\n"))
      """
    }
  }

  private static func unknownClassText(
    _ kind: String, _ className: String, _ module: String?, _ place: String
  ) -> String {
    let table = kind.hasSuffix("s") ? kind + "es" : kind + "s"
    let register = "Registry.\(table).register(\"\(className)\") { config in … }"
    if ["Lambda", "lambda"].contains(className) {
      return """
        \(place): this \(kind) is Python code, which is never run. Give Strata what it should be instead: \
        \(className == "Lambda" ? register : "a named function in the model that is saved")
        """
    }
    let origin = module.map { " of \($0)" } ?? ""
    return
      "\(place): Strata has no \(kind) '\(className)'\(origin). If it is your own, make it known: \(register)"
  }
}
