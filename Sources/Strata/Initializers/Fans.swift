/// The numbers of connections that lead into and out of a unit, for a weight of the given shape.
///
/// A matrix has `[in, out]`; a convolution kernel `[spatial…, in, out]`, where each position of the kernel counts.
/// - Parameters:
///   - inputAxes: the axes whose sizes multiply to the connections in, if given together with `outputAxes`.
///   - outputAxes: the same for the connections out.
func fans(of shape: [Int], inputAxes: [Int]?, outputAxes: [Int]?) throws -> (input: Double, output: Double) {
  if let inputAxes, let outputAxes {
    return (try product(of: shape, axes: inputAxes), try product(of: shape, axes: outputAxes))
  }
  let sizes = shape.map(Double.init)
  switch sizes.count {
  case 0: return (1, 1)
  case 1: return (sizes[0], sizes[0])
  default:
    let receptiveField = sizes.dropLast(2).reduce(1, *)
    return (sizes[sizes.count - 2] * receptiveField, sizes[sizes.count - 1] * receptiveField)
  }
}

private func product(of shape: [Int], axes: [Int]) throws -> Double {
  try axes.reduce(1) { product, axis in
    let position = axis < 0 ? axis + shape.count : axis
    guard shape.indices.contains(position) else {
      throw StrataError.invalidArgument(
        owner: "the initializer", argument: "an input or output axis", expected: "an axis of \(shape)",
        found: "\(axis)")
    }
    return product * Double(shape[position])
  }
}
