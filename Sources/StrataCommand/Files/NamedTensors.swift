import Foundation
import Strata
import StrataIO

/// Arrays under the names that they have in a file.
struct NamedTensors: RandomAccessCollection {
  private let elements: [(name: String, tensor: Tensor)]

  init(_ elements: [(name: String, tensor: Tensor)]) { self.elements = elements }

  /// Reads a file of weights, whatever its format.
  /// - Throws: `FileError`, `FormatError` or `CommandError`.
  init(weightsFile path: String) throws {
    switch FileKind(of: path) {
    case .npz: try self.init(npz: path)
    case .safetensors: self.init(try SafeTensors(contentsOf: path).arrays)
    case .hdf5, .kerasWeights: try self.init(hdf5: path)
    case .kerasWeightShards:
      throw CommandError("\(path): lists files that have the weights; give one of these instead")
    case .keras, nil:
      throw CommandError("\(path): weights are kept in files that end in \(FileKind.weightEndings)")
    }
  }

  /// Reads an npz file.
  init(npz path: String) throws { self.init(try Npz.read(path)) }

  private init(hdf5 path: String) throws {
    elements = try HDF5File(contentsOf: path).root.datasets().map { dataset in
      (String(dataset.path.drop { $0 == "/" }), Tensor(try dataset.read()))
    }
  }

  private init(_ arrays: NamedArrays) {
    elements = arrays.map { ($0.name, Tensor($0.array)) }
  }

  /// The names in the order of the file.
  var names: [String] { map(\.name) }

  subscript(name: String) -> Tensor? { first { $0.name == name }?.tensor }

  /// Writes the arrays as npz, or as safetensors if the name says so.
  /// - Throws: `FileError`, `FormatError`, or `CommandError` if two arrays have the same name.
  func write(to path: String) throws {
    let counts = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
    if let name = names.first(where: { counts[$0]! > 1 }) {
      throw CommandError("\(path): cannot hold \(counts[name]!) arrays with the name '\(name)'")
    }
    let arrays = NamedArrays(map { ($0.name, $0.tensor.hostArray) })
    if FileKind(of: path) == .safetensors {
      try SafeTensors(arrays).write(to: path)
    } else {
      try Npz.write(arrays, to: path)
    }
  }

  var startIndex: Int { 0 }
  var endIndex: Int { elements.count }
  subscript(position: Int) -> (name: String, tensor: Tensor) { elements[position] }
}

extension NamedTensors {
  /// The array with a name, or those whose names begin with it as a path.
  func under(_ path: String) -> NamedTensors {
    NamedTensors(filter { $0.name == path || $0.name.hasPrefix("\(path)/") })
  }
}

extension Model {
  /// The path of a weight within the model, such as `dense/kernel`.
  func relativeName(of weight: Variable) -> String {
    weight.path.hasPrefix("\(path)/") ? String(weight.path.dropFirst(path.count + 1)) : weight.path
  }
}
