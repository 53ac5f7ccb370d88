#include "internal/elementwise.h"
#include "internal/root_quotient.h"

// Kernels for small trees of operations. Each costs about as much as a kernel of one operation, as the time goes into
// loading and storing. Where the processor can, products and sums are contracted.

#define BEGIN_KERNEL(name)                                                                             \
  STRATA_CLONES static void name(void *result, const void *const *operands, int64_t count) {           \
    float *r = result;

#define END_KERNEL(expression)                                                                         \
    STRATA_VECTORIZE for (int64_t i = 0; i < count; i++) r[i] = (expression);                          \
  }

#define VECTOR(x, index) const float *x##s = operands[index];
#define SCALAR(x, index) const float x##0 = *(const float *)operands[index];

#define BINARY(name, expression) \
  BEGIN_KERNEL(name) VECTOR(x, 0) VECTOR(y, 1) END_KERNEL(expression(xs[i], ys[i]))

/// A kernel for each form that three operands may have, but for those with two scalars in the inner operation.
#define TERNARY(name, expression)                                                                              \
  BEGIN_KERNEL(name) VECTOR(x, 0) VECTOR(y, 1) VECTOR(z, 2) END_KERNEL(expression(xs[i], ys[i], zs[i]))        \
  BEGIN_KERNEL(name##_a) SCALAR(x, 0) VECTOR(y, 1) VECTOR(z, 2) END_KERNEL(expression(x0, ys[i], zs[i]))       \
  BEGIN_KERNEL(name##_b) VECTOR(x, 0) SCALAR(y, 1) VECTOR(z, 2) END_KERNEL(expression(xs[i], y0, zs[i]))       \
  BEGIN_KERNEL(name##_c) VECTOR(x, 0) VECTOR(y, 1) SCALAR(z, 2) END_KERNEL(expression(xs[i], ys[i], z0))       \
  BEGIN_KERNEL(name##_ac) SCALAR(x, 0) VECTOR(y, 1) SCALAR(z, 2) END_KERNEL(expression(x0, ys[i], z0))         \
  BEGIN_KERNEL(name##_bc) VECTOR(x, 0) SCALAR(y, 1) SCALAR(z, 2) END_KERNEL(expression(xs[i], y0, z0))

#define ROOT(x) __builtin_elementwise_sqrt(x)

#define MULTIPLY_ADD(x, y, z) x * y + z
#define MULTIPLY_SUBTRACT(x, y, z) x * y - z
#define SUBTRACT_PRODUCT(x, y, z) z - x * y
#define MULTIPLY_MULTIPLY(x, y, z) x * y * z
#define ADD_ADD(x, y, z) (x + y) + z
#define ADD_SUBTRACT(x, y, z) (x + y) - z
#define SUBTRACT_SUM(x, y, z) z - (x + y)
#define ADD_MULTIPLY(x, y, z) (x + y) * z
#define SUBTRACT_ADD(x, y, z) (x - y) + z
#define SUBTRACT_SUBTRACT(x, y, z) (x - y) - z
#define SUBTRACT_DIFFERENCE(x, y, z) z - (x - y)
#define SUBTRACT_MULTIPLY(x, y, z) (x - y) * z
#define NEGATED_PRODUCT(x, y) -(x * y)
#define SQUARED_DIFFERENCE(x, y) (x - y) * (x - y)
#define INTERPOLATION(x, y, z) x + (y - x) * z
#define SQUARE_INTERPOLATION(x, y, z) x + (y * y - x) * z
#define ROOT_QUOTIENT(x, y, z) x / (ROOT(y) + z)
#define ROOT_QUOTIENT_STEP(x, y, z, u, v) x - y * z / (ROOT(u) + v)

TERNARY(multiply_add, MULTIPLY_ADD)
TERNARY(multiply_subtract, MULTIPLY_SUBTRACT)
TERNARY(subtract_product, SUBTRACT_PRODUCT)
TERNARY(multiply_multiply, MULTIPLY_MULTIPLY)
TERNARY(add_add, ADD_ADD)
TERNARY(add_subtract, ADD_SUBTRACT)
TERNARY(subtract_sum, SUBTRACT_SUM)
TERNARY(add_multiply, ADD_MULTIPLY)
TERNARY(subtract_add, SUBTRACT_ADD)
TERNARY(subtract_subtract, SUBTRACT_SUBTRACT)
TERNARY(subtract_difference, SUBTRACT_DIFFERENCE)
TERNARY(subtract_multiply, SUBTRACT_MULTIPLY)
BINARY(negated_product, NEGATED_PRODUCT)
BINARY(squared_difference, SQUARED_DIFFERENCE)
TERNARY(interpolation, INTERPOLATION)
TERNARY(square_interpolation, SQUARE_INTERPOLATION)
TERNARY(root_quotient, ROOT_QUOTIENT)

BEGIN_KERNEL(root_quotient_step)
VECTOR(x, 0) VECTOR(y, 1) VECTOR(z, 2) VECTOR(u, 3) VECTOR(v, 4)
END_KERNEL(ROOT_QUOTIENT_STEP(xs[i], ys[i], zs[i], us[i], vs[i]))

#define CHOOSE_TERNARY(name)                                  \
  switch ((int)form) {                                        \
    case STRATA_VECTORS: return name;                         \
    case STRATA_SCALAR_A: return name##_a;                    \
    case STRATA_SCALAR_B: return name##_b;                    \
    case STRATA_SCALAR_C: return name##_c;                    \
    case STRATA_SCALAR_A | STRATA_SCALAR_C: return name##_ac; \
    case STRATA_SCALAR_B | STRATA_SCALAR_C: return name##_bc; \
    default: return 0;                                        \
  }

StrataKernel strata_fused_kernel(StrataFused op, StrataForm form) {
  switch (op) {
    case STRATA_MULTIPLY_ADD: CHOOSE_TERNARY(multiply_add)
    case STRATA_MULTIPLY_SUBTRACT: CHOOSE_TERNARY(multiply_subtract)
    case STRATA_SUBTRACT_PRODUCT: CHOOSE_TERNARY(subtract_product)
    case STRATA_MULTIPLY_MULTIPLY: CHOOSE_TERNARY(multiply_multiply)
    case STRATA_ADD_ADD: CHOOSE_TERNARY(add_add)
    case STRATA_ADD_SUBTRACT: CHOOSE_TERNARY(add_subtract)
    case STRATA_SUBTRACT_SUM: CHOOSE_TERNARY(subtract_sum)
    case STRATA_ADD_MULTIPLY: CHOOSE_TERNARY(add_multiply)
    case STRATA_SUBTRACT_ADD: CHOOSE_TERNARY(subtract_add)
    case STRATA_SUBTRACT_SUBTRACT: CHOOSE_TERNARY(subtract_subtract)
    case STRATA_SUBTRACT_DIFFERENCE: CHOOSE_TERNARY(subtract_difference)
    case STRATA_SUBTRACT_MULTIPLY: CHOOSE_TERNARY(subtract_multiply)
    case STRATA_NEGATED_PRODUCT: return form == STRATA_VECTORS ? negated_product : 0;
    case STRATA_SQUARED_DIFFERENCE: return form == STRATA_VECTORS ? squared_difference : 0;
    case STRATA_INTERPOLATION: CHOOSE_TERNARY(interpolation)
    case STRATA_SQUARE_INTERPOLATION: CHOOSE_TERNARY(square_interpolation)
    case STRATA_ROOT_QUOTIENT: CHOOSE_TERNARY(root_quotient)
    case STRATA_ROOT_QUOTIENT_STEP:
      return form == STRATA_VECTORS                           ? root_quotient_step
             : (int)form == (STRATA_SCALAR_C | STRATA_SCALAR_E) ? strata_root_quotient_step()
                                                              : 0;
  }
  return 0;
}
