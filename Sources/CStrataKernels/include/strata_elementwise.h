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
typedef void (*StrataKernel)(
    void *result, const void *a, const void *b, const void *c, int64_t count);

/// Which operands of a kernel have an element for each result; a scalar has one for all.
typedef enum { STRATA_VECTORS, STRATA_SCALAR_A, STRATA_SCALAR_B, STRATA_SCALAR_C } StrataForm;

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
