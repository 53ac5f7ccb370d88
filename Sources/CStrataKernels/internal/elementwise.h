#pragma once

#include <math.h>

#include "../include/strata_elementwise.h"
#include "clones.h"

/// Defines the kernel `name` that sets each result to `expression` of `x`.
#define UNARY_KERNEL(name, type, result_type, expression) \
  DEFINE_UNARY(name, type, result_type, expression, STRATA_CLONES, STRATA_VECTORIZE)

/// The same for a function of many operations.
#define ELEMENTARY_KERNEL(name, type, function)                                     \
  STRATA_INLINE STRATA_WIDE type name##_of(type x) { return function(x); }          \
  DEFINE_UNARY(name, type, type, name##_of(x), STRATA_CLONES, STRATA_VECTORIZE_WIDE)

/// The same for an expression that calls a function of the C library.
#define SCALAR_UNARY_KERNEL(name, type, result_type, expression) \
  DEFINE_UNARY(name, type, result_type, expression, , )

#define DEFINE_UNARY(name, type, result_type, expression, ATTRIBUTE, LOOP)                             \
  ATTRIBUTE static void name(                                                                          \
      void *result, const void *const *operands, int64_t count) {                                      \
    result_type *r = result;                                                                           \
    const type *xs = operands[0];                                                                      \
    LOOP for (int64_t i = 0; i < count; i++) {                                                         \
      const type x = xs[i];                                                                            \
      r[i] = (result_type)(expression);                                                                \
    }                                                                                                  \
  }

/// Defines the kernel `name` that sets each result to `expression` of `x` and `y`.
#define BINARY_KERNEL(name, type, result_type, expression) \
  DEFINE_BINARY(name, type, result_type, expression, xs[i], ys[i], STRATA_CLONES, STRATA_VECTORIZE)

/// Defines also the kernels whose first or second operand is one scalar for all elements.
#define BINARY_KERNELS(name, type, result_type, expression)                                                \
  BINARY_KERNEL(name, type, result_type, expression)                                                       \
  DEFINE_BINARY(name##_scalar_a, type, result_type, expression, x0, ys[i], STRATA_CLONES, STRATA_VECTORIZE)\
  DEFINE_BINARY(name##_scalar_b, type, result_type, expression, xs[i], y0, STRATA_CLONES, STRATA_VECTORIZE)

/// Chooses one of the kernels that `BINARY_KERNELS` defined.
#define CHOOSE_FORM(name)                \
  (form == STRATA_VECTORS    ? name            \
   : form == STRATA_SCALAR_A ? name##_scalar_a \
   : form == STRATA_SCALAR_B ? name##_scalar_b \
                             : 0)

/// A kernel for an expression that calls a function of the C library, or has a loop of its own.
#define SCALAR_BINARY_KERNEL(name, type, result_type, expression) \
  DEFINE_BINARY(name, type, result_type, expression, xs[i], ys[i], , )

#define DEFINE_BINARY(name, type, result_type, expression, X, Y, ATTRIBUTE, LOOP)                      \
  ATTRIBUTE static void name(                                                                          \
      void *result, const void *const *operands, int64_t count) {                                      \
    result_type *r = result;                                                                           \
    const type *xs = operands[0], *ys = operands[1];                                                   \
    const type x0 = xs[0], y0 = ys[0];                                                                 \
    (void)x0, (void)y0;                                                                                \
    LOOP for (int64_t i = 0; i < count; i++) {                                                         \
      const type x = X, y = Y;                                                                         \
      r[i] = (result_type)(expression);                                                                \
    }                                                                                                  \
  }

/// The larger (or smaller) of x and y; NaN if either is.
#define LARGER(x, y) ((x) > (y) || (x) != (x) ? (x) : (y))
#define SMALLER(x, y) ((x) < (y) || (x) != (x) ? (x) : (y))
