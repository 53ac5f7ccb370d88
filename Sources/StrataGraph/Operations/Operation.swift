/// What a node of a graph computes, with its attributes. Operands are listed in the order of the node's
/// operands; the meaning of each operation is that of the StableHLO operation with the same name, unless said.
public enum Operation: Hashable, Sendable {
  // MARK: Sources

  /// Input number `index` of the program.
  case input(index: Int, TensorType)
  case constant(Literal)
  /// Counts 0, 1, 2, … along `axis`.
  case iota(TensorType, axis: Int)
  /// Operand: a key, `uint32[2]`. Element i (row-major) is `a ^ b` where `(a, b)` is threefry2x32 of
  /// `(i >> 32, i & 0xffffffff)` under that key: JAX's partitionable stream. Result: `uint32[shape]`.
  case randomBits(shape: [Int])

  // MARK: Elementwise

  /// A number to another type: floating point to integer truncates toward zero (and saturates); anything
  /// but 0 is true.
  case convert(DType)
  /// The same bits read as another type of the same size.
  case bitcast(DType)
  case unary(UnaryOperator)
  case binary(BinaryOperator)
  case compare(Comparison)
  /// Operands: `bool` condition, value where true, value where false.
  case select
  /// Operands: lower bound, value, upper bound.
  case clamp

  // MARK: Shape

  /// Axis i of the operand becomes `axes[i]` (ascending) of `shape`; its size is that axis's or 1.
  case broadcast(shape: [Int], axes: [Int])
  case reshape([Int])
  /// Axis i of the result is axis `permutation[i]` of the operand.
  case transpose(permutation: [Int])
  case reverse(axes: [Int])
  case slice(start: [Int], limit: [Int], strides: [Int])
  /// Operands: tensor, then one `int32` scalar for each axis; starts are clamped so that the slice fits.
  case dynamicSlice(sizes: [Int])
  /// Operands: tensor, update, then one `int32` scalar for each axis, clamped likewise.
  case dynamicUpdateSlice
  /// Operands: tensor, scalar to fill with. `low` and `high` may be negative; `interior` goes between elements.
  case pad(low: [Int], high: [Int], interior: [Int])
  case concatenate(axis: Int)
  /// Operands: tensor, indices (`int32`). Result shape: the tensor's with `axis` replaced by the shape
  /// of the indices (NumPy's `take`). Indices are clamped to the axis.
  case gather(axis: Int)
  /// Operands: tensor, indices (`int32`), updates shaped as the result of the `gather`. Updates outside
  /// the axis are dropped; equal indices are combined in ascending order.
  case scatter(axis: Int, ScatterCombination)

  // MARK: Contraction

  case dot(DotAxes)
  /// Operands: input, kernel.
  case convolution(ConvolutionGeometry)
  /// Operands: output gradient, kernel. The gradient of a convolution with respect to its input, and a
  /// transposed convolution.
  case convolutionInputGradient(ConvolutionGeometry, inputShape: [Int])
  /// Operands: input, output gradient. The gradient of a convolution with respect to its kernel.
  case convolutionKernelGradient(ConvolutionGeometry, kernelShape: [Int])

  // MARK: Reduction and order

  /// The reduced axes are gone from the result. A reduction of no elements is the neutral element.
  case reduce(Reduction, axes: [Int])
  /// The `int32` position along `axis` of the largest (or smallest) element, the first of equal ones;
  /// the axis is gone from the result. NaN counts as the largest and as the smallest.
  case argReduce(ArgumentReduction, axis: Int)
  case reduceWindow(Reduction, Window)
  /// Operands: tensor, source shaped as its `reduceWindow`. Each source element is added to the position
  /// of the first maximum of its window: the gradient of a maximum over windows.
  case selectAndScatter(Window)
  /// Two results: the sorted elements and, as `int32`, the positions they came from. Stable; NaN last.
  case sort(axis: Int, descending: Bool)

  // MARK: Recurrence

  /// Steps that hand values on: XLA's `while` with a fixed count, JAX's `scan`.
  case scan(Scan)
}

extension Operation {
  /// Whether each element of the result depends on the elements of the operands at the same place only.
  package var isElementwise: Bool {
    switch self {
    case .convert, .bitcast, .unary, .binary, .compare, .select, .clamp: true
    default: false
    }
  }
}

/// Which extreme an argument reduction looks for.
public enum ArgumentReduction: UInt8, Hashable, Sendable, CaseIterable { case maximum, minimum }
