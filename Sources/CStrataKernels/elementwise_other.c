#include "internal/elementwise.h"

// MARK: Comparison, select, clamp

#define DEFINE(s, type)                                                                                \
  BINARY_KERNEL(equal_##s, type, uint8_t, x == y)                                                      \
  BINARY_KERNEL(not_equal_##s, type, uint8_t, x != y)                                                  \
  BINARY_KERNEL(less_##s, type, uint8_t, x < y)                                                        \
  BINARY_KERNEL(less_equal_##s, type, uint8_t, x <= y)                                                 \
  BINARY_KERNEL(greater_##s, type, uint8_t, x > y)                                                     \
  BINARY_KERNEL(greater_equal_##s, type, uint8_t, x >= y)                                              \
                                                                                                       \
  static StrataKernel comparison_kernel_##s(StrataComparison comparison) {                             \
    switch (comparison) {                                                                              \
      case STRATA_EQUAL: return equal_##s;                                                             \
      case STRATA_NOT_EQUAL: return not_equal_##s;                                                     \
      case STRATA_LESS: return less_##s;                                                               \
      case STRATA_LESS_EQUAL: return less_equal_##s;                                                   \
      case STRATA_GREATER: return greater_##s;                                                         \
      case STRATA_GREATER_EQUAL: return greater_equal_##s;                                             \
    }                                                                                                  \
    return 0;                                                                                          \
  }                                                                                                    \
                                                                                                       \
  STRATA_CLONES static void clamp_##s(                                                                 \
      void *result, const void *a, const void *b, const void *c, int64_t count) {                      \
    type *r = result;                                                                                  \
    const type *lows = a, *xs = b, *highs = c;                                                         \
    STRATA_VECTORIZE for (int64_t i = 0; i < count; i++) {                                             \
      const type low = lows[i], x = xs[i], high = highs[i], raised = LARGER(x, low);                   \
      r[i] = SMALLER(raised, high);                                                                    \
    }                                                                                                  \
  }

DEFINE(u8, uint8_t)
DEFINE(i32, int32_t)
DEFINE(u32, uint32_t)
DEFINE(i64, int64_t)
DEFINE(f32, float)
DEFINE(f64, double)
#undef DEFINE

#define SELECT(bits)                                                                                   \
  STRATA_CLONES static void select_##bits(                                                             \
      void *result, const void *a, const void *b, const void *c, int64_t count) {                      \
    uint##bits##_t *r = result;                                                                        \
    const uint8_t *conditions = a;                                                                     \
    const uint##bits##_t *xs = b, *ys = c;                                                             \
    STRATA_VECTORIZE for (int64_t i = 0; i < count; i++) {                                             \
      const uint##bits##_t x = xs[i], y = ys[i];                                                       \
      r[i] = conditions[i] ? x : y;                                                                    \
    }                                                                                                  \
  }                                                                                                    \
  UNARY_KERNEL(copy_##bits, uint##bits##_t, uint##bits##_t, x)
SELECT(8)
SELECT(32)
SELECT(64)

StrataKernel strata_comparison_kernel(StrataComparison comparison, StrataType type) {
  switch (type) {
    case STRATA_BOOL:
    case STRATA_UINT8: return comparison_kernel_u8(comparison);
    case STRATA_INT32: return comparison_kernel_i32(comparison);
    case STRATA_UINT32: return comparison_kernel_u32(comparison);
    case STRATA_INT64: return comparison_kernel_i64(comparison);
    case STRATA_FLOAT32: return comparison_kernel_f32(comparison);
    case STRATA_FLOAT64: return comparison_kernel_f64(comparison);
  }
  return 0;
}

StrataKernel strata_clamp_kernel(StrataType type) {
  switch (type) {
    case STRATA_BOOL:
    case STRATA_UINT8: return clamp_u8;
    case STRATA_INT32: return clamp_i32;
    case STRATA_UINT32: return clamp_u32;
    case STRATA_INT64: return clamp_i64;
    case STRATA_FLOAT32: return clamp_f32;
    case STRATA_FLOAT64: return clamp_f64;
  }
  return 0;
}

StrataKernel strata_select_kernel(StrataType type) {
  const int64_t size = strata_size(type);
  return size == 1 ? select_8 : size == 4 ? select_32 : select_64;
}

StrataKernel strata_copy_kernel(int64_t size) { return size == 1 ? copy_8 : size == 4 ? copy_32 : copy_64; }

// MARK: Conversion

/// Truncates toward zero; values beyond the type's range become its ends, NaN becomes 0.
#define SATURATE(type, least, greatest, beyond) \
  (x != x ? (type)0 : x <= (least) ? (type)(least) : x >= (beyond) ? (type)(greatest) : (type)x)

#define DEFINE_FLOAT(s, type)                                                                          \
  UNARY_KERNEL(convert_##s##_bool, type, uint8_t, x != 0)                                              \
  UNARY_KERNEL(convert_##s##_u8, type, uint8_t, SATURATE(uint8_t, 0, UINT8_MAX, 255))                  \
  UNARY_KERNEL(convert_##s##_i32, type, int32_t, SATURATE(int32_t, INT32_MIN, INT32_MAX, 0x1p31))      \
  UNARY_KERNEL(convert_##s##_u32, type, uint32_t, SATURATE(uint32_t, 0, UINT32_MAX, 0x1p32))           \
  UNARY_KERNEL(convert_##s##_i64, type, int64_t, SATURATE(int64_t, INT64_MIN, INT64_MAX, 0x1p63))      \
  UNARY_KERNEL(convert_##s##_f32, type, float, x)                                                      \
  UNARY_KERNEL(convert_##s##_f64, type, double, x)

#define DEFINE_INTEGER(s, type)                                                                        \
  UNARY_KERNEL(convert_##s##_bool, type, uint8_t, x != 0)                                              \
  UNARY_KERNEL(convert_##s##_u8, type, uint8_t, x)                                                     \
  UNARY_KERNEL(convert_##s##_i32, type, int32_t, x)                                                    \
  UNARY_KERNEL(convert_##s##_u32, type, uint32_t, x)                                                   \
  UNARY_KERNEL(convert_##s##_i64, type, int64_t, x)                                                    \
  UNARY_KERNEL(convert_##s##_f32, type, float, x)                                                      \
  UNARY_KERNEL(convert_##s##_f64, type, double, x)

DEFINE_INTEGER(bool, uint8_t)
DEFINE_INTEGER(u8, uint8_t)
DEFINE_INTEGER(i32, int32_t)
DEFINE_INTEGER(u32, uint32_t)
DEFINE_INTEGER(i64, int64_t)
DEFINE_FLOAT(f32, float)
DEFINE_FLOAT(f64, double)

#define FROM(s)                                                                                        \
  {convert_##s##_bool, convert_##s##_u8,  convert_##s##_i32, convert_##s##_u32,                        \
   convert_##s##_i64,  convert_##s##_f32, convert_##s##_f64}

StrataKernel strata_convert_kernel(StrataType from, StrataType to) {
  const StrataKernel kernels[7][7] = {FROM(bool), FROM(u8), FROM(i32), FROM(u32), FROM(i64), FROM(f32), FROM(f64)};
  return kernels[from][to];
}
