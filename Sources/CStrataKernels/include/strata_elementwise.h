#pragma once

#include "strata_types.h"

typedef enum {
  STRATA_NEGATE, STRATA_ABS, STRATA_SIGN, STRATA_FLOOR, STRATA_CEIL, STRATA_ROUND, STRATA_EXP, STRATA_EXPM1,
  STRATA_LOG, STRATA_LOG1P, STRATA_SQRT, STRATA_RSQRT, STRATA_SIN, STRATA_COS, STRATA_TAN, STRATA_TANH,
  STRATA_LOGISTIC, STRATA_ERF, STRATA_ERF_INVERSE, STRATA_NOT, STRATA_IS_FINITE,
} StrataUnary;

typedef enum {
  STRATA_ADD, STRATA_SUBTRACT, STRATA_MULTIPLY, STRATA_DIVIDE, STRATA_POWER, STRATA_REMAINDER, STRATA_MAXIMUM,
  STRATA_MINIMUM, STRATA_ATAN2, STRATA_AND, STRATA_OR, STRATA_XOR, STRATA_SHIFT_LEFT,
  STRATA_SHIFT_RIGHT_ARITHMETIC, STRATA_SHIFT_RIGHT_LOGICAL,
} StrataBinary;

typedef enum {
  STRATA_EQUAL, STRATA_NOT_EQUAL, STRATA_LESS, STRATA_LESS_EQUAL, STRATA_GREATER, STRATA_GREATER_EQUAL,
} StrataComparison;

/// Computes `count` elements of `result`, which may lie exactly over an operand of equally large elements.
typedef void (*StrataKernel)(void *result, const void *const *operands, int64_t count);

/// The most operands a kernel takes.
#define STRATA_MAXIMUM_ARITY 5

/// The operands of a kernel that are scalars, one element for all results, as a sum of these; the others are vectors.
typedef enum {
  STRATA_VECTORS = 0,
  STRATA_SCALAR_A = 1,
  STRATA_SCALAR_B = 2,
  STRATA_SCALAR_C = 4,
  STRATA_SCALAR_D = 8,
  STRATA_SCALAR_E = 16,
} StrataForm;

// Each of these gives a null pointer if there is no such kernel.

StrataKernel strata_unary_kernel(StrataUnary op, StrataType type);
StrataKernel strata_binary_kernel(StrataBinary op, StrataType type, StrataForm form);
StrataKernel strata_comparison_kernel(StrataComparison comparison, StrataType type, StrataForm form);
/// a: bool condition, b: value where true, c: value where false.
StrataKernel strata_select_kernel(StrataType type, StrataForm form);
/// a: lower bound, b: value, c: upper bound.
StrataKernel strata_clamp_kernel(StrataType type);
StrataKernel strata_convert_kernel(StrataType from, StrataType to);
/// Copies elements of so many bytes.
StrataKernel strata_copy_kernel(int64_t size);

/// Small trees of operations that one kernel computes, of operands x, y, z, u, v. Of float32 only.
typedef enum {
  /// x · y + z
  STRATA_MULTIPLY_ADD,
  /// x · y − z
  STRATA_MULTIPLY_SUBTRACT,
  /// z − x · y
  STRATA_SUBTRACT_PRODUCT,
  /// x · y · z
  STRATA_MULTIPLY_MULTIPLY,
  /// (x + y) + z
  STRATA_ADD_ADD,
  /// (x + y) − z
  STRATA_ADD_SUBTRACT,
  /// z − (x + y)
  STRATA_SUBTRACT_SUM,
  /// (x + y) · z
  STRATA_ADD_MULTIPLY,
  /// (x − y) + z
  STRATA_SUBTRACT_ADD,
  /// (x − y) − z
  STRATA_SUBTRACT_SUBTRACT,
  /// z − (x − y)
  STRATA_SUBTRACT_DIFFERENCE,
  /// (x − y) · z
  STRATA_SUBTRACT_MULTIPLY,
  /// −(x · y)
  STRATA_NEGATED_PRODUCT,
  /// (x − y)²
  STRATA_SQUARED_DIFFERENCE,
  /// x + (y − x) · z
  STRATA_INTERPOLATION,
  /// x + (y² − x) · z
  STRATA_SQUARE_INTERPOLATION,
  /// x / (√y + z)
  STRATA_ROOT_QUOTIENT,
  /// x − y · z / (√u + v)
  STRATA_ROOT_QUOTIENT_STEP,
} StrataFused;

/// There is always one for vectors.
StrataKernel strata_fused_kernel(StrataFused op, StrataForm form);

/// Computes what several fused kernels in a row would, in one loop. The operands of each follow those of the one before,
/// `STRATA_MAXIMUM_ARITY` for each.
typedef void (*StrataBundle)(void *const *results, const void *const *operands, int64_t count);

#define STRATA_MAXIMUM_BUNDLE 3

/// STRATA_INTERPOLATION m′ of (m, g, a), STRATA_SQUARE_INTERPOLATION v′ of (v, g, b), and STRATA_ROOT_QUOTIENT_STEP of
/// (w, m′, c, v′, e), where a, b, c and e are scalars.
StrataBundle strata_adam_update(void);
