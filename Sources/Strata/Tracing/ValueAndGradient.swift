import StrataGraph

/// The value of a scalar function of one tensor, and its gradient there.
///
/// ```swift
/// let (value, gradient) = try valueAndGradient(at: x) { x in (x * x).sum() }
/// ```
///
/// The closure is recorded each time; the compiled program is reused as long as it records the same operations.
/// Stops with a message if the closure's result is not a floating-point scalar.
public func valueAndGradient(
  at x: Tensor, of body: (Tensor) throws -> Tensor
) throws -> (value: Tensor, gradient: Tensor) {
  let (value, gradients) = try valueAndGradient(at: [x]) { try body($0[0]) }
  return (value, gradients[0])
}

/// The value of a scalar function of several tensors, and its gradient with respect to each.
public func valueAndGradient(
  at xs: [Tensor], of body: ([Tensor]) throws -> Tensor
) throws -> (value: Tensor, gradients: [Tensor]) {
  if let trace = Trace.current { return try differentiate(trace, at: xs, body) }
  let trace = Trace()
  let arguments = xs.map { trace.argument($0.type) }
  let (value, gradients) = try trace.record { try differentiate(trace, at: arguments, body) }
  let results = try Program(trace, results: [value] + gradients)
    .run(xs.map { $0.concreteBuffer(reading: "elements") })
  return (results[0], Array(results.dropFirst()))
}

/// The value of a scalar function, and its gradient with respect to each of the variables that it reads.
///
/// ```swift
/// let (loss, gradients) = try valueAndGradient(for: model.trainableWeights) {
///   try MeanSquaredError()(y, model(x, training: true))
/// }
/// ```
///
/// - Parameter variables: asked for before and after the closure runs, so that `model.trainableWeights` may be those
///   of a model which the closure builds by calling it for the first time.
/// - Returns: the value, and the gradients in the order that `variables` has in the end; zeros for a variable on
///   which the value does not depend.
public func valueAndGradient(
  for variables: @autoclosure () throws -> [Variable], of body: () throws -> Tensor
) throws -> (value: Tensor, gradients: [Tensor]) {
  if let trace = Trace.current { return try differentiate(trace, for: variables, body) }
  let trace = Trace()
  let (value, gradients) = try trace.record { try differentiate(trace, for: variables, body) }
  let results = try Program(trace, results: [value] + gradients).run([])
  return (results[0], Array(results.dropFirst()))
}

/// The gradient of a scalar function of one tensor.
public func gradient(at x: Tensor, of body: (Tensor) throws -> Tensor) throws -> Tensor {
  try valueAndGradient(at: x, of: body).gradient
}

private func differentiate(
  _ trace: Trace, at xs: [Tensor], _ body: ([Tensor]) throws -> Tensor
) throws -> (value: Tensor, gradients: [Tensor]) {
  let independent = xs.map { trace.independent($0) }
  let value = try body(independent)
  return (value, try gradients(trace, of: value, withRespectTo: independent.map { trace.value(of: $0) }))
}

private func differentiate(
  _ trace: Trace, for variables: () throws -> [Variable], _ body: () throws -> Tensor
) throws -> (value: Tensor, gradients: [Tensor]) {
  let (value, values) = try trace.withIndependentValues(of: variables, body)
  return (value, try gradients(trace, of: value, withRespectTo: values))
}

private func gradients(
  _ trace: Trace, of value: Tensor, withRespectTo values: [Value]
) throws -> [Tensor] {
  require(
    value.rank == 0 && value.dtype.isFloatingPoint,
    "a gradient is taken of a floating-point scalar, not of \(value.type); reduce it with sum() or mean() first"
  )
  let output = trace.value(of: value)
  return try trace.graph.gradients(of: output, withRespectTo: values).map { Tensor(trace, $0) }
}
