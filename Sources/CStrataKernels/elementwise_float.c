#include "internal/elementwise.h"
#include "internal/float_math.h"

// MARK: float32

#define UNARY(name, expression) UNARY_KERNEL(name##_f32, float, float, expression)
UNARY(negate, -x)
UNARY(abs, fabsf(x))
UNARY(sign, x > 0 ? 1.0f : x < 0 ? -1.0f : x)
UNARY(floor, floorf(x))
UNARY(ceil, ceilf(x))
UNARY(round, rintf(x))
UNARY(sqrt, __builtin_elementwise_sqrt(x))
UNARY(rsqrt, 1.0f / __builtin_elementwise_sqrt(x))
#undef UNARY
#define ELEMENTARY(name) ELEMENTARY_KERNEL(vector_##name##_f32, float, name##_f32)
ELEMENTARY(exp)
ELEMENTARY(expm1)
ELEMENTARY(log)
ELEMENTARY(log1p)
ELEMENTARY(tanh)
ELEMENTARY(logistic)
ELEMENTARY(erf)
ELEMENTARY(erf_inverse)
#undef ELEMENTARY
UNARY_KERNEL(is_finite_f32, float, uint8_t, (to_bits(x) & 0x7f800000u) != 0x7f800000u)

#define CIRCULAR(name, expression, exact)                                                              \
  STRATA_CLONES static void name##_f32(                                                                \
      void *result, const void *const *operands, int64_t count) {                                      \
    float *r = result;                                                                                 \
    const float *xs = operands[0];                                                                     \
    int far = 0;                                                                                       \
    for (int64_t i = 0; i < count; i++) far |= !(fabsf(xs[i]) < 0x1p22f);                              \
    if (far) {                                                                                         \
      for (int64_t i = 0; i < count; i++) r[i] = exact(xs[i]);                                         \
      return;                                                                                          \
    }                                                                                                  \
    STRATA_VECTORIZE for (int64_t i = 0; i < count; i++) {                                             \
      double sine, cosine;                                                                             \
      sincos_f64(xs[i], &sine, &cosine);                                                               \
      r[i] = (float)(expression);                                                                      \
    }                                                                                                  \
  }
CIRCULAR(vector_sin, xs[i] == 0.0f ? xs[i] : sine, sinf)
CIRCULAR(vector_cos, cosine, cosf)
CIRCULAR(vector_tan, xs[i] == 0.0f ? xs[i] : sine / cosine, tanf)

BINARY_KERNELS(add_f32, float, float, x + y)
BINARY_KERNELS(subtract_f32, float, float, x - y)
BINARY_KERNELS(multiply_f32, float, float, x * y)
BINARY_KERNELS(divide_f32, float, float, x / y)
BINARY_KERNEL(vector_power_f32, float, float, power_f32(x, y))
SCALAR_BINARY_KERNEL(remainder_f32, float, float, fmodf(x, y))
BINARY_KERNELS(maximum_f32, float, float, LARGER(x, y))
BINARY_KERNELS(minimum_f32, float, float, SMALLER(x, y))
SCALAR_BINARY_KERNEL(atan2_f32, float, float, atan2f(x, y))

// MARK: float64

/// The inverse of erf: an approximation refined by Halley's method.
static double erf_inverse_f64_value(double x) {
  const double magnitude = fabs(x);
  if (magnitude >= 1) return magnitude == 1 ? x * INFINITY : NAN;
  // Winitzki's approximation, which keeps its precision where 1 − |x| is tiny.
  const double l = log1p(-x * x), t = 2 / (M_PI * 0.147) + l / 2;
  double y = copysign(sqrt(sqrt(t * t - l / 0.147) - t), x);
  for (int step = 0; step < 4; step++) {
    const double error = x > 0.5    ? (1 - x) - erfc(y)
                         : x < -0.5 ? erfc(-y) - (1 + x)
                                    : erf(y) - x;
    const double newton = error / (M_2_SQRTPI * exp(-y * y));
    y -= newton / (1 + y * newton);
  }
  return y;
}

#define UNARY(name, expression) UNARY_KERNEL(name##_f64, double, double, expression)
UNARY(negate, -x)
UNARY(abs, fabs(x))
UNARY(sign, x > 0 ? 1.0 : x < 0 ? -1.0 : x)
UNARY(floor, floor(x))
UNARY(ceil, ceil(x))
UNARY(round, rint(x))
SCALAR_UNARY_KERNEL(vector_exp_f64, double, double, exp(x))
SCALAR_UNARY_KERNEL(vector_expm1_f64, double, double, expm1(x))
SCALAR_UNARY_KERNEL(vector_log_f64, double, double, log(x))
SCALAR_UNARY_KERNEL(vector_log1p_f64, double, double, log1p(x))
UNARY(sqrt, __builtin_elementwise_sqrt(x))
UNARY(rsqrt, 1.0 / __builtin_elementwise_sqrt(x))
SCALAR_UNARY_KERNEL(vector_sin_f64, double, double, sin(x))
SCALAR_UNARY_KERNEL(vector_cos_f64, double, double, cos(x))
SCALAR_UNARY_KERNEL(vector_tan_f64, double, double, tan(x))
SCALAR_UNARY_KERNEL(vector_tanh_f64, double, double, tanh(x))
SCALAR_UNARY_KERNEL(vector_logistic_f64, double, double, 1.0 / (1.0 + exp(-x)))
SCALAR_UNARY_KERNEL(vector_erf_f64, double, double, erf(x))
SCALAR_UNARY_KERNEL(vector_erf_inverse_f64, double, double, erf_inverse_f64_value(x))
#undef UNARY
UNARY_KERNEL(is_finite_f64, double, uint8_t, isfinite(x) != 0)

#define BINARY(name, expression) BINARY_KERNEL(name##_f64, double, double, expression)
BINARY(add, x + y)
BINARY(subtract, x - y)
BINARY(multiply, x * y)
BINARY(divide, x / y)
SCALAR_BINARY_KERNEL(vector_power_f64, double, double, pow(x, y))
SCALAR_BINARY_KERNEL(remainder_f64, double, double, fmod(x, y))
BINARY(maximum, LARGER(x, y))
BINARY(minimum, SMALLER(x, y))
SCALAR_BINARY_KERNEL(atan2_f64, double, double, atan2(x, y))
#undef BINARY

// MARK: Tables

#define UNARY_TABLE(s)                                                                                 \
  switch (op) {                                                                                        \
    case STRATA_NEGATE: return negate_##s;                                                             \
    case STRATA_ABS: return abs_##s;                                                                   \
    case STRATA_SIGN: return sign_##s;                                                                 \
    case STRATA_FLOOR: return floor_##s;                                                               \
    case STRATA_CEIL: return ceil_##s;                                                                 \
    case STRATA_ROUND: return round_##s;                                                               \
    case STRATA_EXP: return vector_exp_##s;                                                            \
    case STRATA_EXPM1: return vector_expm1_##s;                                                        \
    case STRATA_LOG: return vector_log_##s;                                                            \
    case STRATA_LOG1P: return vector_log1p_##s;                                                        \
    case STRATA_SQRT: return sqrt_##s;                                                                 \
    case STRATA_RSQRT: return rsqrt_##s;                                                               \
    case STRATA_SIN: return vector_sin_##s;                                                            \
    case STRATA_COS: return vector_cos_##s;                                                            \
    case STRATA_TAN: return vector_tan_##s;                                                            \
    case STRATA_TANH: return vector_tanh_##s;                                                          \
    case STRATA_LOGISTIC: return vector_logistic_##s;                                                  \
    case STRATA_ERF: return vector_erf_##s;                                                            \
    case STRATA_ERF_INVERSE: return vector_erf_inverse_##s;                                            \
    case STRATA_IS_FINITE: return is_finite_##s;                                                       \
    case STRATA_NOT: return 0;                                                                         \
  }                                                                                                    \
  return 0;

/// The entries that both types have in one form only.
#define OTHER_BINARY_CASES(s)                                                                          \
  case STRATA_POWER: return form == STRATA_VECTORS ? vector_power_##s : 0;                             \
  case STRATA_REMAINDER: return form == STRATA_VECTORS ? remainder_##s : 0;                            \
  case STRATA_ATAN2: return form == STRATA_VECTORS ? atan2_##s : 0;                                    \
  default: return 0;

StrataKernel strata_unary_kernel_f32(StrataUnary op) { UNARY_TABLE(f32) }
StrataKernel strata_unary_kernel_f64(StrataUnary op) { UNARY_TABLE(f64) }

StrataKernel strata_binary_kernel_f32(StrataBinary op, StrataForm form) {
  switch (op) {
    case STRATA_ADD: return CHOOSE_FORM(add_f32);
    case STRATA_SUBTRACT: return CHOOSE_FORM(subtract_f32);
    case STRATA_MULTIPLY: return CHOOSE_FORM(multiply_f32);
    case STRATA_DIVIDE: return CHOOSE_FORM(divide_f32);
    case STRATA_MAXIMUM: return CHOOSE_FORM(maximum_f32);
    case STRATA_MINIMUM: return CHOOSE_FORM(minimum_f32);
    OTHER_BINARY_CASES(f32)
  }
}

StrataKernel strata_binary_kernel_f64(StrataBinary op, StrataForm form) {
  if (form != STRATA_VECTORS) return 0;
  switch (op) {
    case STRATA_ADD: return add_f64;
    case STRATA_SUBTRACT: return subtract_f64;
    case STRATA_MULTIPLY: return multiply_f64;
    case STRATA_DIVIDE: return divide_f64;
    case STRATA_MAXIMUM: return maximum_f64;
    case STRATA_MINIMUM: return minimum_f64;
    OTHER_BINARY_CASES(f64)
  }
}
