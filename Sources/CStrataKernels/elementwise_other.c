#include "internal/elementwise.h"
#include "internal/half.h"

// MARK: Comparison, select, clamp

#define COMPARISONS(s, type, KERNEL)                                                                   \
  KERNEL(equal_##s, type, uint8_t, x == y)                                                             \
  KERNEL(not_equal_##s, type, uint8_t, x != y)                                                         \
  KERNEL(less_##s, type, uint8_t, x < y)                                                               \
  KERNEL(less_equal_##s, type, uint8_t, x <= y)                                                        \
  KERNEL(greater_##s, type, uint8_t, x > y)                                                            \
  KERNEL(greater_equal_##s, type, uint8_t, x >= y)

#define COMPARISON_TABLE(s, CHOOSE)                                                                    \
  switch (comparison) {                                                                                \
    case STRATA_EQUAL: return CHOOSE(equal_##s);                                                       \
    case STRATA_NOT_EQUAL: return CHOOSE(not_equal_##s);                                               \
    case STRATA_LESS: return CHOOSE(less_##s);                                                         \
    case STRATA_LESS_EQUAL: return CHOOSE(less_equal_##s);                                             \
    case STRATA_GREATER: return CHOOSE(greater_##s);                                                   \
    case STRATA_GREATER_EQUAL: return CHOOSE(greater_equal_##s);                                       \
  }                                                                                                    \
  return 0;

#define ONLY_VECTORS(name) (form == STRATA_VECTORS ? name : 0)

COMPARISONS(u8, uint8_t, BINARY_KERNEL)
COMPARISONS(i32, int32_t, BINARY_KERNEL)
COMPARISONS(u32, uint32_t, BINARY_KERNEL)
COMPARISONS(i64, int64_t, BINARY_KERNEL)
COMPARISONS(f32, float, BINARY_KERNELS)
COMPARISONS(f64, double, BINARY_KERNEL)

StrataKernel strata_comparison_kernel(StrataComparison comparison, StrataType type, StrataForm form) {
  switch (type) {
    case STRATA_BOOL:
    case STRATA_UINT8: COMPARISON_TABLE(u8, ONLY_VECTORS)
    case STRATA_INT32: COMPARISON_TABLE(i32, ONLY_VECTORS)
    case STRATA_UINT32: COMPARISON_TABLE(u32, ONLY_VECTORS)
    case STRATA_INT64: COMPARISON_TABLE(i64, ONLY_VECTORS)
    case STRATA_FLOAT16:
    case STRATA_BFLOAT16: return 0;
    case STRATA_FLOAT32: COMPARISON_TABLE(f32, CHOOSE_FORM)
    case STRATA_FLOAT64: COMPARISON_TABLE(f64, ONLY_VECTORS)
  }
  return 0;
}

#define CLAMP(name, type)                                                                              \
  STRATA_CLONES static void name(                                                                      \
      void *result, const void *const *operands, int64_t count) {                                      \
    type *r = result;                                                                                  \
    const type *lows = operands[0], *xs = operands[1], *highs = operands[2];                           \
    STRATA_VECTORIZE for (int64_t i = 0; i < count; i++) {                                             \
      const type low = lows[i], x = xs[i], high = highs[i], raised = LARGER(x, low);                   \
      r[i] = SMALLER(raised, high);                                                                    \
    }                                                                                                  \
  }

CLAMP(clamp_u8, uint8_t)
CLAMP(clamp_i32, int32_t)
CLAMP(clamp_u32, uint32_t)
CLAMP(clamp_i64, int64_t)
CLAMP(clamp_f32, float)
CLAMP(clamp_f64, double)

StrataKernel strata_clamp_kernel(StrataType type) {
  switch (type) {
    case STRATA_BOOL:
    case STRATA_UINT8: return clamp_u8;
    case STRATA_INT32: return clamp_i32;
    case STRATA_UINT32: return clamp_u32;
    case STRATA_INT64: return clamp_i64;
    case STRATA_FLOAT16:
    case STRATA_BFLOAT16: return 0;
    case STRATA_FLOAT32: return clamp_f32;
    case STRATA_FLOAT64: return clamp_f64;
  }
  return 0;
}

#define SELECT(name, type, X, Y)                                                                       \
  STRATA_CLONES static void name(                                                                      \
      void *result, const void *const *operands, int64_t count) {                                      \
    type *r = result;                                                                                  \
    const uint8_t *conditions = operands[0];                                                           \
    const type *xs = operands[1], *ys = operands[2];                                                   \
    const type x0 = xs[0], y0 = ys[0];                                                                 \
    (void)x0, (void)y0;                                                                                \
    STRATA_VECTORIZE for (int64_t i = 0; i < count; i++) {                                             \
      const type x = X, y = Y;                                                                         \
      r[i] = conditions[i] ? x : y;                                                                    \
    }                                                                                                  \
  }

SELECT(select_8, uint8_t, xs[i], ys[i])
SELECT(select_16, uint16_t, xs[i], ys[i])
SELECT(select_32, uint32_t, xs[i], ys[i])
SELECT(select_64, uint64_t, xs[i], ys[i])
SELECT(select_32_scalar_b, uint32_t, x0, ys[i])
SELECT(select_32_scalar_c, uint32_t, xs[i], y0)

StrataKernel strata_select_kernel(StrataType type, StrataForm form) {
  const int64_t size = strata_size(type);
  switch (form) {
    case STRATA_VECTORS: return size == 1 ? select_8 : size == 2 ? select_16 : size == 4 ? select_32 : select_64;
    case STRATA_SCALAR_B: return size == 4 ? select_32_scalar_b : 0;
    case STRATA_SCALAR_C: return size == 4 ? select_32_scalar_c : 0;
    default: return 0;
  }
}

UNARY_KERNEL(copy_8, uint8_t, uint8_t, x)
UNARY_KERNEL(copy_16, uint16_t, uint16_t, x)
UNARY_KERNEL(copy_32, uint32_t, uint32_t, x)
UNARY_KERNEL(copy_64, uint64_t, uint64_t, x)

StrataKernel strata_copy_kernel(int64_t size) {
  return size == 1 ? copy_8 : size == 2 ? copy_16 : size == 4 ? copy_32 : copy_64;
}

// MARK: Conversion

/// Truncates toward zero; values beyond the type's range become its ends, NaN becomes 0.
#define SATURATE(type, least, greatest, beyond) \
  (x != x ? (type)0 : x <= (least) ? (type)(least) : x >= (beyond) ? (type)(greatest) : (type)x)

/// To integers: of the number `of` of an element x.
#define DEFINE_TRUNCATION(s, type, number, of)                                                         \
  STRATA_INLINE uint8_t s##_u8(number x) { return SATURATE(uint8_t, 0, UINT8_MAX, 255); }              \
  STRATA_INLINE int32_t s##_i32(number x) { return SATURATE(int32_t, INT32_MIN, INT32_MAX, 0x1p31); }  \
  STRATA_INLINE uint32_t s##_u32(number x) { return SATURATE(uint32_t, 0, UINT32_MAX, 0x1p32); }       \
  STRATA_INLINE int64_t s##_i64(number x) { return SATURATE(int64_t, INT64_MIN, INT64_MAX, 0x1p63); }  \
  UNARY_KERNEL(convert_##s##_bool, type, uint8_t, of(x) != 0)                                          \
  UNARY_KERNEL(convert_##s##_u8, type, uint8_t, s##_u8(of(x)))                                         \
  UNARY_KERNEL(convert_##s##_i32, type, int32_t, s##_i32(of(x)))                                       \
  UNARY_KERNEL(convert_##s##_u32, type, uint32_t, s##_u32(of(x)))                                      \
  UNARY_KERNEL(convert_##s##_i64, type, int64_t, s##_i64(of(x)))

#define DEFINE_FLOAT(s, type)                                                                          \
  DEFINE_TRUNCATION(s, type, type, )                                                                   \
  UNARY_KERNEL(convert_##s##_f32, type, float, x)                                                      \
  UNARY_KERNEL(convert_##s##_f64, type, double, x)

#define DEFINE_HALF(s)                                                                                 \
  DEFINE_TRUNCATION(s, uint16_t, float, f32_of_##s)                                                    \
  UNARY_KERNEL(convert_##s##_f16, uint16_t, uint16_t, f16_of_f32(f32_of_##s(x)))                       \
  UNARY_KERNEL(convert_##s##_bf16, uint16_t, uint16_t, bf16_of_f32(f32_of_##s(x)))                     \
  UNARY_KERNEL(convert_##s##_f32, uint16_t, float, f32_of_##s(x))                                      \
  UNARY_KERNEL(convert_##s##_f64, uint16_t, double, f32_of_##s(x))

/// To elements of two bytes: of the float32 `of` of a number x that is rounded so that it can be rounded again.
#define DEFINE_ROUNDING(s, type, of)                                                                   \
  UNARY_KERNEL(convert_##s##_f16, type, uint16_t, f16_of_f32(of(x)))                                   \
  UNARY_KERNEL(convert_##s##_bf16, type, uint16_t, bf16_of_f32(of(x)))

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
DEFINE_HALF(f16)
DEFINE_HALF(bf16)
DEFINE_FLOAT(f32, float)
DEFINE_FLOAT(f64, double)

DEFINE_ROUNDING(bool, uint8_t, )
DEFINE_ROUNDING(u8, uint8_t, )
DEFINE_ROUNDING(i32, int32_t, f32_rounded_to_odd)
DEFINE_ROUNDING(u32, uint32_t, f32_rounded_to_odd)
DEFINE_ROUNDING(i64, int64_t, f32_rounded_to_odd)
DEFINE_ROUNDING(f32, float, )
DEFINE_ROUNDING(f64, double, f32_rounded_to_odd)

#define FROM(s)                                                                                        \
  {convert_##s##_bool, convert_##s##_u8,   convert_##s##_i32, convert_##s##_u32, convert_##s##_i64,     \
   convert_##s##_f16,  convert_##s##_bf16, convert_##s##_f32, convert_##s##_f64}

StrataKernel strata_convert_kernel(StrataType from, StrataType to) {
  const StrataKernel kernels[9][9] = {FROM(bool), FROM(u8),   FROM(i32), FROM(u32), FROM(i64),
                                      FROM(f16),  FROM(bf16), FROM(f32), FROM(f64)};
  return kernels[from][to];
}
