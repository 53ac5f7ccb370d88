import StrataGraph

extension Graph {
  /// M. Giles, "Approximating the erfinv function" (2012): the polynomials that XLA uses, so that normal random
  /// numbers are JAX's.
  mutating func inverseErrorFunction32(_ x: Value) -> Value {
    let w = negate(unary(.log1p, multiply(negate(x), x)))
    let near = polynomial(
      [
        2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087, -0.00125372503,
        -0.00417768164, 0.246640727, 1.50140941,
      ], plus(w, -2.5))
    let far = polynomial(
      [
        -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613,
        0.00943887047, 1.00167406, 2.83297682,
      ], plus(unary(.sqrt, w), -3))
    return inverseErrorFunction(x, factor: select(compare(.less, w, 5), near, far))
  }

  /// Five units in the last place of float64 at the most: Giles's method with three polynomials that interpolate
  /// erf⁻¹(x) / x at Chebyshev's points.
  mutating func inverseErrorFunction64(_ x: Value) -> Value {
    // 1 − x is exact near 1, where 1 − x² would have lost its digits.
    let w = negate(unary(.log, multiply(subtract(1, x), plus(x, 1))))
    let root = unary(.sqrt, w)
    let near = polynomial(
      [
        -2.362369698566107e-22, -1.6787330615256773e-19, 1.1027771591500033e-18, 1.1125794759379464e-17,
        -1.290702354613073e-16, 2.166994626283574e-17, 6.581955305929239e-15, -4.0554139746886e-14,
        -8.106594456438496e-14, 2.6335724924608484e-12, -1.2977505202014966e-11, -5.4154417754696635e-11,
        1.0512202440121784e-09, -4.112633104297614e-09, -2.907038666019143e-08, 4.2347877672780653e-07,
        -1.3654691796592068e-06, -1.3882523361276876e-05, 0.0001867342080212427, -0.0007407025341669402,
        -0.006033670871427011, 0.2401581824255897, 1.6536545626831027,
      ], plus(w, -3.125))
    let middle = polynomial(
      [
        -3.831039946072411e-10, 9.071950571029922e-08, -2.6860975725571463e-07, 1.832399988132858e-08,
        1.4958263152984917e-06, -4.013946398190292e-06, 2.9273722115986924e-06, 1.2475343474376931e-05,
        -4.731952918337189e-05, 6.828484052292924e-05, 2.4031363245440546e-05, -0.00035503751863069763,
        0.0009532893521118177, -0.0016882755561681802, 0.0024914420976198813, -0.0037512085075638536,
        0.0053709145535581985, 1.0052589676941592, 3.0838856104922208,
      ], plus(root, -3.25))
    let far = polynomial(
      [
        3.7200474843457825e-12, -1.017023886820903e-11, -7.711110707471003e-12, 7.810938261198494e-11,
        -2.4899637870012457e-10, 7.137860072704944e-10, -1.7660454170113896e-09, 3.6670700126525677e-09,
        -6.975466768308583e-09, 1.446743952095764e-08, -4.155464276082123e-08, 1.6935912259771184e-07,
        -7.962392093991709e-07, 3.7475770105931528e-06, -1.6589895202454618e-05, 6.469075784980005e-05,
        -0.00017993907258273095, -0.00021259950370243848, 1.0102562759886626, 4.9761913900163,
      ], plus(root, -5.125))
    let beyond = select(compare(.less, w, 16), middle, far)
    return inverseErrorFunction(x, factor: select(compare(.less, w, 6.25), near, beyond))
  }

  private mutating func inverseErrorFunction(_ x: Value, factor: Value) -> Value {
    let isEnd = compare(.equal, unary(.abs, x), 1)
    return multiply(x, select(isEnd, fill(.infinity, like: x), factor))
  }
}
