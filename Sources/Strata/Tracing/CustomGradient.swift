/// Computes a function whose gradient is given instead of derived: TensorFlow's `custom_gradient`, JAX's
/// `custom_vjp`.
///
/// ```swift
/// // Rounds, and lets the gradient pass as if it did not: a straight-through estimator.
/// let rounded = withCustomGradient(at: x) { x in (x.rounded(), { upstream in upstream }) }
///
/// // log(1 + eˣ), whose derived gradient is NaN where eˣ overflows.
/// let softplus = withCustomGradient(at: x) { x in
///   ((1 + x.exp()).log(), { upstream in upstream * (1 - 1 / (1 + x.exp())) })
/// }
/// ```
///
/// Works on concrete tensors, in recordings such as `compiled` and `valueAndGradient`, in steps of a `scan`, and in
/// layers that are trained with `fit`. A gradient of the gradient differentiates the pullback.
///
/// The pullback is recorded together with the function, also where no gradient is taken; then it costs nothing in
/// the compiled program. It may use the function's argument, what was computed on the way, and other tensors, but it
/// must not assign variables or draw random numbers; for that it stops with a message.
///
/// A gradient flows through `x` alone. If the closure uses something else that a gradient is asked for, such as a
/// trained weight, taking the gradient throws an error: pass it as an argument too, or stop its gradient.
/// - Parameters:
///   - x: what the function depends on; a floating-point tensor.
///   - body: gives the function's value, a floating-point tensor of any shape, and its pullback: the gradient of a
///     scalar with respect to `x`, given that with respect to the value.
/// - Returns: the value.
public func withCustomGradient(
  at x: Tensor, of body: (Tensor) throws -> (value: Tensor, pullback: (Tensor) -> Tensor)
) rethrows -> Tensor {
  try withCustomGradient(at: [x]) { xs in
    let (value, pullback) = try body(xs[0])
    return ([value], { upstream in [pullback(upstream[0])] })
  }[0]
}

/// The same for a function of several tensors that gives several. The pullback takes a gradient for each value and
/// gives one for each argument.
public func withCustomGradient(
  at xs: [Tensor], of body: ([Tensor]) throws -> (values: [Tensor], pullback: ([Tensor]) -> [Tensor])
) rethrows -> [Tensor] {
  requireFloatingPoint(xs, "argument")
  let traced = xs.lazy.compactMap { tensor -> Trace? in
    if case .traced(let trace, _) = tensor.storage { trace } else { nil }
  }
  guard let trace = Trace.current ?? traced.first else {
    let values = try body(xs).values
    requireFloatingPoint(values, "value")
    return values
  }
  return try trace.customGradient(at: xs, of: body)
}

func requireFloatingPoint(_ tensors: [Tensor], _ what: String) {
  require(!tensors.isEmpty, "a function with a custom gradient needs at least one \(what)")
  for tensor in tensors {
    require(
      tensor.dtype.isFloatingPoint,
      """
      \(what) \(tensor.type) of a function with a custom gradient is not floating point, so that it has no gradient
      """)
  }
}
