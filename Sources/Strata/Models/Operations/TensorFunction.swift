import StrataIO

/// What one of Keras's operations computes, and which operands it takes.
struct TensorFunction {
  /// The result for operands that `check` allows. Numbers are scalar tensors.
  let compute: ([Tensor]) throws -> Tensor
  /// What is wrong with operands of some shapes; nil if nothing is. A number has no axes.
  private let problem: ([PartialShape]) -> String?

  private init(
    problem: @escaping ([PartialShape]) -> String?, compute: @escaping ([Tensor]) throws -> Tensor
  ) {
    self.problem = problem
    self.compute = compute
  }

  /// The function of an operation with the given class and arguments.
  /// - Throws: `StrataError.invalidConfig` if Strata does not have it.
  init(_ config: Config) throws {
    _ = try config.name
    guard
      let function = try Self.binary(config) ?? Self.unary(config) ?? Self.reduction(config)
        ?? Self.rearrangement(config) ?? Self.activation(config)
    else {
      throw config.error(
        "class_name", "Strata has no operation '\(config.className)': make it a layer of your own")
    }
    self = function
  }

  /// - Throws: `StrataError.incompatibleInput` if the operands do not go with the operation.
  func validate(_ operands: [Operand<PartialShape>], _ name: String) throws {
    let shapes: [PartialShape] = operands.map { if case .tensor(let shape) = $0 { shape } else { [] } }
    guard let problem = problem(shapes) else { return }
    throw StrataError.incompatibleInput(
      layer: name, expected: problem,
      found: shapes.isEmpty ? "none" : shapes.map(\.kerasDescription).joined(separator: " and "))
  }

  // MARK: Kinds of operations

  private static func binary(_ config: Config) -> TensorFunction? {
    let compute: (Tensor, Tensor) -> Tensor
    switch config.className {
    case "Add": compute = { $0 + $1 }
    case "Subtract": compute = { $0 - $1 }
    case "Multiply": compute = { $0 * $1 }
    case "Divide", "TrueDivide": compute = { $0 / $1 }
    case "Maximum": compute = { maximum($0, $1) }
    case "Minimum": compute = { minimum($0, $1) }
    case "Power": compute = { pow($0, $1) }
    default: return nil
    }
    return TensorFunction { shapes in
      shapes.count == 2 && canBroadcast(shapes[0], shapes[1])
        ? nil : "two operands whose shapes can be broadcast to each other"
    } compute: {
      compute($0[0], $0[1])
    }
  }

  private static func unary(_ config: Config) -> TensorFunction? {
    let compute: (Tensor) -> Tensor
    switch config.className {
    case "Negative": compute = { -$0 }
    case "Abs", "Absolute": compute = { $0.abs() }
    case "Square": compute = { $0.square() }
    case "Sqrt": compute = { $0.sqrt() }
    case "Rsqrt": compute = { $0.rsqrt() }
    case "Exp": compute = { $0.exp() }
    case "Log": compute = { $0.log() }
    default: return nil
    }
    return elementwise(compute)
  }

  private static func elementwise(_ compute: @escaping (Tensor) throws -> Tensor) -> TensorFunction {
    TensorFunction {
      $0.count == 1 ? nil : "one operand"
    } compute: {
      try compute($0[0])
    }
  }

  private static func activation(_ config: Config) throws -> TensorFunction? {
    let table = Registry.activations
    let className = config.className
    guard !table.has(className) else {
      let description = JSONValue.object([
        "class_name": .string(className), "config": .object(config.rest(without: [])),
      ])
      return elementwise(try table.make(from: description, place: config.place).callAsFunction)
    }
    let name = LayerNames.snakeCase(className)
    guard table.has(name) else { return nil }
    return elementwise(try table.make(from: .string(name), place: config.place).callAsFunction)
  }

  private static func reduction(_ config: Config) throws -> TensorFunction? {
    let compute: (Tensor, [Int]?, Bool) -> Tensor
    switch config.className {
    case "Mean": compute = { $0.mean(axes: $1, keepDims: $2) }
    case "Sum": compute = { $0.sum(axes: $1, keepDims: $2) }
    case "Max": compute = { $0.max(axes: $1, keepDims: $2) }
    case "Min": compute = { $0.min(axes: $1, keepDims: $2) }
    default: return nil
    }
    let axes = try config.optionalInts("axis")
    let keepDims = try config.bool("keepdims", default: false)
    return TensorFunction { shapes in
      shapes.count == 1 && shapes[0].contains(axes: axes ?? [])
        ? nil : "an operand with the axes \(axes ?? [])"
    } compute: {
      compute($0[0], axes, keepDims)
    }
  }

  private static func rearrangement(_ config: Config) throws -> TensorFunction? {
    switch config.className {
    case "Concatenate":
      let axis = try config.int("axis", default: 0)
      return TensorFunction { shapes in
        canConcatenate(shapes, axis) ? nil : "operands of the same shape but for axis \(axis)"
      } compute: {
        .concatenate($0, axis: axis)
      }
    case "ExpandDims":
      let axis = try config.int("axis")
      return TensorFunction { shapes in
        shapes.count == 1 && (shapes[0] + [1]).contains(axes: [axis])
          ? nil : "an operand with a place for axis \(axis)"
      } compute: {
        $0[0].expandedDims(axis: axis)
      }
    case "Squeeze":
      let axis = try config.int("axis")
      return TensorFunction { shapes in
        shapes.count == 1 && shapes[0].contains(axes: [axis]) && [nil, 1].contains(shapes[0][at: axis])
          ? nil : "an operand whose axis \(axis) has size 1"
      } compute: {
        $0[0].squeezed(axis: axis)
      }
    case "Transpose":
      let axes = try config.optionalInts("axes")
      return TensorFunction { shapes in
        shapes.count == 1
          && (axes == nil || axes!.count == shapes[0].count && shapes[0].contains(axes: axes!))
          ? nil : "an operand with as many axes as \(axes ?? [])"
      } compute: {
        $0[0].transposed(axes)
      }
    case "Reshape": return try reshape(config)
    default: return nil
    }
  }

  private static func reshape(_ config: Config) throws -> TensorFunction {
    let sizes = try config.ints("newshape")
    guard let known = product(sizes.filter { $0 >= 0 }), sizes.filter({ $0 < 0 }).count <= 1 else {
      throw config.error(
        "newshape", "at most one size may be left open, and the others must not be larger than data")
    }
    func fullShape(_ count: Int) -> [Int]? {
      guard let open = sizes.firstIndex(where: { $0 < 0 }) else { return known == count ? sizes : nil }
      guard known > 0, count % known == 0 else { return nil }
      var shape = sizes
      shape[open] = count / known
      return shape
    }
    return TensorFunction { shapes in
      guard shapes.count == 1 else { return "one operand" }
      guard !shapes[0].contains(nil) else { return nil }
      return fullShape(shapes[0].reduce(1) { $0 * $1! }) == nil
        ? "an operand that can be reshaped to \(sizes)" : nil
    } compute: {
      $0[0].reshaped(fullShape($0[0].count)!)
    }
  }

  // MARK: Shapes

  private static func canBroadcast(_ left: PartialShape, _ right: PartialShape) -> Bool {
    zip(left.reversed(), right.reversed()).allSatisfy { left, right in
      left == 1 || right == 1 || agree(left, right)
    }
  }

  /// Whether two sizes may be the same.
  private static func agree(_ left: Int?, _ right: Int?) -> Bool {
    guard let left, let right else { return true }
    return left == right
  }

  /// Nil if it is too large for a number.
  private static func product(_ sizes: [Int]) -> Int? {
    sizes.reduce(1) { product, size in
      product.flatMap { known in
        let (product, overflow) = known.multipliedReportingOverflow(by: size)
        return overflow ? nil : product
      }
    }
  }

  private static func canConcatenate(_ shapes: [PartialShape], _ axis: Int) -> Bool {
    guard let first = shapes.first, first.contains(axes: [axis]) else { return false }
    let position = axis < 0 ? axis + first.count : axis
    return shapes.allSatisfy { shape in
      shape.count == first.count
        && shape.indices.allSatisfy {
          $0 == position || agree(shape[$0], first[$0])
        }
    }
  }
}

extension PartialShape {
  /// The size of an axis, which may count from the end.
  fileprivate subscript(at axis: Int) -> Int? { self[axis < 0 ? axis + count : axis] }
}
