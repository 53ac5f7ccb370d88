import StrataGraph

/// StableHLO has no error function, and what CHLO has is not known to every plugin.
extension Graph {
  /// erf, at most two units in the last place of float32 away: an odd polynomial up to 1, and from there to 4
  /// log(erfc x), which is nearly a parabola. The formula of the CPU engine.
  mutating func errorFunction32(_ x: Value) -> Value {
    let near = multiply(
      x,
      polynomial(
        [
          -9.68013694e-06, 0.000112705447, -0.000848471147, 0.00522107488, -0.0268654458, 0.112837827,
          -0.376126385, 1.12837917,
        ], square(x)))
    let magnitude = unary(.abs, x)
    let clamped = add(.binary(.minimum), magnitude, fill(4, like: x))
    let complement = unary(
      .exp,
      polynomial(
        [
          -2.16867716e-05, 0.000441335348, -0.00420455619, 0.0252082396, -0.108418547, -0.633219925,
          -1.12957841, 0.000188035928,
        ], clamped))
    return errorFunction(x, magnitude, near: near, complement: complement)
  }

  /// erf, at most two units in the last place of float64 away: an odd polynomial up to 1, and from there to 6
  /// erfc x = exp(−x²) · p((x − 2.5) / (x + 2.5)). Both polynomials interpolate at Chebyshev's points.
  mutating func errorFunction64(_ x: Value) -> Value {
    let near = multiply(
      x,
      polynomial(
        [
          -7.795898827002142e-10, 1.3720064546777686e-08, -1.6208483801871705e-07, 1.6447424703317362e-06,
          -1.492473690741966e-05, 0.00012055294904839707, -0.0008548325975389692, 0.0052239776071164225,
          -0.02686617064323777, 0.11283791670945006, -0.37612638903183543, 1.1283791670955126,
        ], square(x)))
    let magnitude = unary(.abs, x)
    let clamped = add(.binary(.minimum), magnitude, fill(6, like: x))
    let place = divide(plus(clamped, -2.5), plus(clamped, 2.5))
    let scaled = polynomial(
      [
        -1.5650108640023711e-06, -2.224785547829457e-06, 7.487320253404239e-06, 1.859247650445088e-05,
        -3.41730828022547e-05, -0.00012887396713519053, 0.0002283796912927687, 0.0008759152043074431,
        -0.002642365937796532, -0.003993701156260568, 0.039922539075134954, -0.12503305237899368,
        0.2517131932174515, -0.37173673394897255, 0.2108063640611436,
      ], place)
    let complement = multiply(unary(.exp, negate(square(clamped))), scaled)
    return errorFunction(x, magnitude, near: near, complement: complement)
  }

  private mutating func errorFunction(
    _ x: Value, _ magnitude: Value, near: Value, complement: Value
  ) -> Value {
    let far = multiply(unary(.sign, x), subtract(1, complement))
    return select(compare(.less, magnitude, 1), near, far)
  }

  /// c₀xⁿ + c₁xⁿ⁻¹ + … + cₙ by Horner's rule.
  mutating func polynomial(_ coefficients: [Double], _ x: Value) -> Value {
    coefficients.dropFirst().reduce(fill(coefficients[0], like: x)) { sum, coefficient in
      plus(multiply(sum, x), coefficient)
    }
  }
}
