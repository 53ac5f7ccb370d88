import Foundation
import StrataGraph
import StrataIO

extension Model {
  /// Writes the values of all weights to a file: safetensors or npz, as its extension says.
  ///
  /// The file appears whole or not at all; an older one with that name stays until then.
  /// - Parameter includingOptimizer: whether the state of the optimizer is written too, so that training can go on
  ///   where it was.
  /// - Throws: `StrataError.notBuilt`, or `.file` if the file cannot be written or has another extension;
  ///   `.notCompiled` if there is no optimizer to include.
  public func saveWeights(to path: String, includingOptimizer: Bool = false) throws {
    guard isBuilt else { throw StrataError.notBuilt(owner: name, wanted: "weights to save") }
    var arrays = weightKeys().map { ($0.key, HostArray($0.weight.value.concreteBuffer(reading: "weight"))) }
    if includingOptimizer {
      let optimizer = try requireCompilation().optimizer
      optimizer.build(trainableWeights)
      arrays += optimizerKeys(optimizer).map {
        ($0.key, HostArray($0.variable.value.concreteBuffer(reading: "state")))
      }
    }
    try WeightFile(path).write(NamedArrays(arrays))
  }

  /// Reads the values of all weights from a file that `saveWeights` wrote, and the state of the optimizer if the
  /// file has it and the model is compiled. The file may also be a checkpoint of a training run.
  /// - Throws: `StrataError.notBuilt`, `.file` if the file is missing or broken, or `.weightMismatch`, which lists
  ///   every weight that is missing, unknown or of another shape. Then nothing has changed.
  public func loadWeights(from path: String) throws {
    guard isBuilt else { throw StrataError.notBuilt(owner: name, wanted: "weights to load") }
    let arrays = try WeightFile(path).read()
    var targets = weightKeys().map { (key: $0.key, variable: $0.weight) }
    let hasOptimizer = arrays.contains { $0.name.hasPrefix(Self.optimizerPrefix) }
    if hasOptimizer, let optimizer {
      optimizer.build(trainableWeights)
      targets += optimizerKeys(optimizer)
    }
    var differences: [String] = []
    var values: [(Variable, Tensor)] = []
    for (key, variable) in targets {
      guard let array = arrays[key] else {
        differences.append("\(key): missing in the file")
        continue
      }
      if array.type.shape == variable.shape {
        values.append((variable, Tensor(array.hostBuffer())))
      } else {
        differences.append("\(key): the model has the shape \(variable.shape), the file \(array.type.shape)")
      }
    }
    let known = Set(targets.map(\.key))
    for (key, _) in arrays where !known.contains(key) {
      if optimizer == nil, key.hasPrefix(Self.optimizerPrefix) { continue }
      if key.hasPrefix(Checkpoint.prefix) { continue }
      differences.append("\(key): in the file, but not in the model")
    }
    guard differences.isEmpty else { throw StrataError.weightMismatch(file: path, differences: differences) }
    for (variable, value) in values { try variable.assign(value) }
  }

  private static let optimizerPrefix = "optimizer/"

  /// The optimizer's variables by their position, because their names contain the layers' automatic names.
  func optimizerKeys(_ optimizer: Optimizer) -> [(key: String, variable: Variable)] {
    optimizer.variables.enumerated().map { ("\(Self.optimizerPrefix)\($0.offset)", $0.element) }
  }
}

/// A file of named arrays in one of the formats that weights are kept in.
private struct WeightFile {
  enum Format: String { case safetensors, npz }

  let path: String
  let format: Format

  init(_ path: String) throws {
    self.path = path
    guard let format = Format(rawValue: (path as NSString).pathExtension.lowercased()) else {
      throw StrataError.file(path: path, reason: "weights are kept in files that end in .safetensors or .npz")
    }
    self.format = format
  }

  func write(_ arrays: NamedArrays) throws {
    try reportingFileErrors {
      switch format {
      case .safetensors: try SafeTensors(arrays).write(to: path)
      case .npz: try Npz.write(arrays, to: path)
      }
    }
  }

  func read() throws -> NamedArrays {
    try reportingFileErrors {
      switch format {
      case .safetensors: try SafeTensors(contentsOf: path).arrays
      case .npz: try Npz.read(path)
      }
    }
  }
}

/// Runs `body` and turns the errors of file formats into `StrataError.file`.
func reportingFileErrors<Result>(_ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as FormatError {
    throw StrataError.file(path: error.file, reason: "\(error.place): \(error.reason)")
  } catch let error as FileError {
    throw StrataError.file(
      path: error.path, reason: "cannot \(error.action): \(String(cString: strerror(error.code)))")
  }
}
