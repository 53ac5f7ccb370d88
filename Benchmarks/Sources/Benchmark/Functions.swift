import Strata

/// Elementwise operations with a reduction, and the gradient with respect to a scale and an offset.
final class ElementwiseGradient: Workload {
  private let function: ([Tensor]) throws -> [Tensor]
  private let x: Tensor

  init(_ settings: Settings) {
    let scale = Variable(Tensor.full(settings.shape, 0.5))
    let offset = Variable(Tensor.full(settings.shape, 0.1))
    x = inputsOnDevice(settings)
    function = compiled { (x: [Tensor]) -> [Tensor] in
      let (value, gradient) = try valueAndGradient(for: [scale, offset]) {
        let u = x[0] * scale.value + offset.value
        let gated = u.tanh() * (u * 0.5).sigmoid()
        let bumps = (-(u * u)).exp() + gated.abs()
        return ((bumps - 0.3) * gated).sum(axes: [1]).mean()
      }
      return [value] + gradient
    }
  }

  func runOnce() throws { try function([x])[0].wait() }

  func run(steps: Int) throws -> Measurement { try measure(steps: steps, runOnce) }
}

/// The product of two square matrices, for what the machine can do at most; its sum, so that no time goes into memory for
/// results.
final class SquareDot: Workload {
  private let function: (Tensor, Tensor) throws -> Tensor
  private let x: Tensor

  init(_ settings: Settings) {
    function = compiled { (a: Tensor, b: Tensor) in matmul(a, b).sum().converted(to: .float32) }
    x = inputsOnDevice(settings)
  }

  func runOnce() throws { try function(x, x).wait() }

  func run(steps: Int) throws -> Measurement { try measure(steps: steps, runOnce) }
}
