import StrataIO

extension Model {
  /// The weights, and if wanted the state of the optimizer, as Keras 3 lays them out in HDF5.
  func kerasTree(includingOptimizer: Bool) throws -> HDF5Writer {
    let optimizer = includingOptimizer ? try requireCompilation().optimizer : nil
    var writer = HDF5Writer()
    for group in KerasTree(self, optimizer: optimizer).groups {
      try writer.addGroup(group.variablesPath, attributes: ["name": .text(group.name)])
      for (position, variable) in group.variables.enumerated() {
        try writer.addDataset(group.path(ofVariable: position), variable.arrayForKeras)
      }
    }
    return writer
  }
}

extension Variable {
  /// The present value. Whole numbers become `int32` if they fit, as in Keras on JAX.
  var arrayForKeras: HostArray {
    let array = hostArray
    guard dtype == .int64 else { return array }
    let numbers = array.scalars(as: Int64.self).compactMap { Int32(exactly: $0) }
    return numbers.count == count ? HostArray(numbers, shape: shape) : array
  }
}
