#include "internal/elementwise.h"

// Arithmetic wraps: it is done on the unsigned type of the same size.

#define DEFINE_SIGNED(s, type, unsigned_type, bits, least)                                             \
  UNARY_KERNEL(sign_##s, type, type, x > 0 ? 1 : x < 0 ? -1 : 0)                                       \
  UNARY_KERNEL(abs_##s, type, type, x < 0 ? (unsigned_type)0 - (unsigned_type)x : (unsigned_type)x)    \
  BINARY_KERNEL(divide_##s, type, type, y == 0 ? -1 : x == least && y == -1 ? x : x / y)               \
  BINARY_KERNEL(remainder_##s, type, type, y == 0 ? x : y == -1 ? 0 : x % y)                           \
  BINARY_KERNEL(shift_right_arithmetic_##s, type, type,                                                \
                x >> ((unsigned_type)y < bits ? y : bits - 1))                                         \
  STRATA_INLINE type power_##s(type base, type exponent) {                                             \
    if (exponent < 0) return base == 1 ? 1 : base == -1 ? (exponent & 1 ? -1 : 1) : 0;                \
    return (type)power_of_##s((unsigned_type)base, (unsigned_type)exponent);                           \
  }

#define DEFINE_UNSIGNED(s, type, unsigned_type, bits, least)                                           \
  UNARY_KERNEL(sign_##s, type, type, x > 0)                                                            \
  UNARY_KERNEL(abs_##s, type, type, x)                                                                 \
  BINARY_KERNEL(divide_##s, type, type, y == 0 ? (type)-1 : x / y)                                     \
  BINARY_KERNEL(remainder_##s, type, type, y == 0 ? x : x % y)                                         \
  BINARY_KERNEL(shift_right_arithmetic_##s, type, type,                                                \
                (type)((signed_##s)x >> (y < bits ? y : bits - 1)))                                    \
  STRATA_INLINE type power_##s(type base, type exponent) { return power_of_##s(base, exponent); }

#define DEFINE_COMMON(s, type, unsigned_type, bits, least, DEFINE_REST)                                \
  STRATA_INLINE unsigned_type power_of_##s(unsigned_type base, unsigned_type exponent) {               \
    unsigned_type result = 1;                                                                          \
    for (; exponent; exponent >>= 1, base *= base) {                                                   \
      if (exponent & 1) result *= base;                                                                \
    }                                                                                                  \
    return result;                                                                                     \
  }                                                                                                    \
  DEFINE_REST(s, type, unsigned_type, bits, least)                                                     \
  UNARY_KERNEL(negate_##s, type, type, (unsigned_type)0 - (unsigned_type)x)                            \
  UNARY_KERNEL(not_##s, type, type, ~x)                                                                \
  BINARY_KERNEL(add_##s, type, type, (unsigned_type)x + (unsigned_type)y)                              \
  BINARY_KERNEL(subtract_##s, type, type, (unsigned_type)x - (unsigned_type)y)                         \
  BINARY_KERNEL(multiply_##s, type, type, (unsigned_type)x *(unsigned_type)y)                          \
  SCALAR_BINARY_KERNEL(vector_power_##s, type, type, power_##s(x, y))                                         \
  BINARY_KERNEL(maximum_##s, type, type, x > y ? x : y)                                                \
  BINARY_KERNEL(minimum_##s, type, type, x < y ? x : y)                                                \
  BINARY_KERNEL(and_##s, type, type, x & y)                                                            \
  BINARY_KERNEL(or_##s, type, type, x | y)                                                             \
  BINARY_KERNEL(xor_##s, type, type, x ^ y)                                                            \
  BINARY_KERNEL(shift_left_##s, type, type,                                                            \
                (unsigned_type)y < bits ? (unsigned_type)x << (unsigned_type)y : 0)                    \
  BINARY_KERNEL(shift_right_logical_##s, type, type,                                                   \
                (unsigned_type)y < bits ? (unsigned_type)x >> (unsigned_type)y : 0)                    \
                                                                                                       \
  static StrataKernel unary_kernel_##s(StrataUnary op) {                                               \
    switch (op) {                                                                                      \
      case STRATA_NEGATE: return negate_##s;                                                           \
      case STRATA_ABS: return abs_##s;                                                                 \
      case STRATA_SIGN: return sign_##s;                                                               \
      case STRATA_NOT: return not_##s;                                                                 \
      default: return 0;                                                                               \
    }                                                                                                  \
  }                                                                                                    \
                                                                                                       \
  static StrataKernel binary_kernel_##s(StrataBinary op) {                                             \
    switch (op) {                                                                                      \
      case STRATA_ADD: return add_##s;                                                                 \
      case STRATA_SUBTRACT: return subtract_##s;                                                       \
      case STRATA_MULTIPLY: return multiply_##s;                                                       \
      case STRATA_DIVIDE: return divide_##s;                                                           \
      case STRATA_POWER: return vector_power_##s;                                                      \
      case STRATA_REMAINDER: return remainder_##s;                                                     \
      case STRATA_MAXIMUM: return maximum_##s;                                                         \
      case STRATA_MINIMUM: return minimum_##s;                                                         \
      case STRATA_AND: return and_##s;                                                                 \
      case STRATA_OR: return or_##s;                                                                   \
      case STRATA_XOR: return xor_##s;                                                                 \
      case STRATA_SHIFT_LEFT: return shift_left_##s;                                                   \
      case STRATA_SHIFT_RIGHT_ARITHMETIC: return shift_right_arithmetic_##s;                           \
      case STRATA_SHIFT_RIGHT_LOGICAL: return shift_right_logical_##s;                                 \
      default: return 0;                                                                               \
    }                                                                                                  \
  }

typedef int8_t signed_u8;
typedef int32_t signed_u32;
DEFINE_COMMON(u8, uint8_t, uint8_t, 8, 0, DEFINE_UNSIGNED)
DEFINE_COMMON(i32, int32_t, uint32_t, 32, INT32_MIN, DEFINE_SIGNED)
DEFINE_COMMON(u32, uint32_t, uint32_t, 32, 0, DEFINE_UNSIGNED)
DEFINE_COMMON(i64, int64_t, uint64_t, 64, INT64_MIN, DEFINE_SIGNED)

UNARY_KERNEL(not_bool, uint8_t, uint8_t, !x)

StrataKernel strata_unary_kernel_f32(StrataUnary op);
StrataKernel strata_unary_kernel_f64(StrataUnary op);
StrataKernel strata_binary_kernel_f32(StrataBinary op, StrataForm form);
StrataKernel strata_binary_kernel_f64(StrataBinary op, StrataForm form);

StrataKernel strata_unary_kernel(StrataUnary op, StrataType type) {
  switch (type) {
    case STRATA_BOOL: return op == STRATA_NOT ? not_bool : 0;
    case STRATA_UINT8: return unary_kernel_u8(op);
    case STRATA_INT32: return unary_kernel_i32(op);
    case STRATA_UINT32: return unary_kernel_u32(op);
    case STRATA_INT64: return unary_kernel_i64(op);
    case STRATA_FLOAT16:
    case STRATA_BFLOAT16: return 0;
    case STRATA_FLOAT32: return strata_unary_kernel_f32(op);
    case STRATA_FLOAT64: return strata_unary_kernel_f64(op);
  }
  return 0;
}

StrataKernel strata_binary_kernel(StrataBinary op, StrataType type, StrataForm form) {
  if (type == STRATA_FLOAT32) return strata_binary_kernel_f32(op, form);
  if (type == STRATA_FLOAT64) return strata_binary_kernel_f64(op, form);
  if (form != STRATA_VECTORS) return 0;
  switch (type) {
    case STRATA_BOOL: return op == STRATA_AND || op == STRATA_OR || op == STRATA_XOR ? binary_kernel_u8(op) : 0;
    case STRATA_UINT8: return binary_kernel_u8(op);
    case STRATA_INT32: return binary_kernel_i32(op);
    case STRATA_UINT32: return binary_kernel_u32(op);
    case STRATA_INT64: return binary_kernel_i64(op);
    default: return 0;
  }
}
