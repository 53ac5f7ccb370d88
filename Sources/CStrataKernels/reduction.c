#include "internal/reduction.h"

#include <math.h>

#include "internal/elementwise.h"

// Elements are combined in a fixed order. A float32 sum is made of blocks summed in float32 and added up in float64, so
// that long sums stay exact to the last few digits.

#define LANES 32
#define BLOCK 2048
#define COLUMNS 256
#define ROWS 256

/// Defines the kernels of a reduction.
#define REDUCTION(name, type, total_type, neutral, COMBINE)                                            \
  enum { name##_total_size = sizeof(total_type) };                                                     \
                                                                                                       \
  STRATA_INLINE total_type name##_of_row(const type *xs, int64_t length, total_type total) {           \
    while (length >= LANES) {                                                                          \
      const int64_t vectors = (length < BLOCK ? length : BLOCK) / LANES;                               \
      type lanes[LANES];                                                                               \
      for (int64_t l = 0; l < LANES; l++) lanes[l] = xs[l];                                            \
      for (int64_t v = 1; v < vectors; v++) {                                                          \
        for (int64_t l = 0; l < LANES; l++) lanes[l] = COMBINE(xs[v * LANES + l], lanes[l]);           \
      }                                                                                                \
      for (int64_t width = LANES / 2; width > 0; width /= 2) {                                         \
        for (int64_t l = 0; l < width; l++) lanes[l] = COMBINE(lanes[l + width], lanes[l]);            \
      }                                                                                                \
      total = COMBINE((total_type)lanes[0], total);                                                    \
      xs += vectors * LANES;                                                                           \
      length -= vectors * LANES;                                                                       \
    }                                                                                                  \
    for (int64_t i = 0; i < length; i++) total = COMBINE((total_type)xs[i], total);                    \
    return total;                                                                                      \
  }                                                                                                    \
                                                                                                       \
  STRATA_CLONES static void name##_rows(                                                               \
      void *result, const void *operand, int64_t rows, int64_t length) {                               \
    const type *xs = operand;                                                                          \
    for (int64_t i = 0; i < rows; i++)                                                                 \
      ((type *)result)[i] = (type)name##_of_row(xs + i * length, length, neutral);                     \
  }                                                                                                    \
                                                                                                       \
  static void name##_begin(void *totals, int64_t count) {                                              \
    for (int64_t j = 0; j < count; j++) ((total_type *)totals)[j] = neutral;                           \
  }                                                                                                    \
                                                                                                       \
  STRATA_CLONES static void name##_add_row(void *total, const void *operand, int64_t length) {         \
    *(total_type *)total = name##_of_row(operand, length, *(total_type *)total);                       \
  }                                                                                                    \
                                                                                                       \
  STRATA_CLONES static void name##_add_columns(                                                        \
      void *totals, const void *operand, int64_t rows, int64_t stride, int64_t columns) {              \
    for (int64_t block = 0; block < columns; block += COLUMNS) {                                       \
      const int64_t width = columns - block < COLUMNS ? columns - block : COLUMNS;                     \
      const type *xs = (const type *)operand + block;                                                  \
      total_type *sums_of_blocks = (total_type *)totals + block;                                       \
      for (int64_t first = 0; first < rows; first += ROWS) {                                           \
        const int64_t limit = first + ROWS < rows ? first + ROWS : rows;                               \
        type sums[COLUMNS];                                                                            \
        for (int64_t j = 0; j < width; j++) sums[j] = xs[first * stride + j];                          \
        int64_t i = first + 1;                                                                         \
        for (; i + 4 <= limit; i += 4) {                                                               \
          const type *x0 = xs + i * stride, *x1 = x0 + stride, *x2 = x1 + stride, *x3 = x2 + stride;   \
          for (int64_t j = 0; j < width; j++) {                                                        \
            const type front = COMBINE(x1[j], x0[j]), back = COMBINE(x3[j], x2[j]);                    \
            const type both = COMBINE(back, front);                                                    \
            sums[j] = COMBINE(both, sums[j]);                                                          \
          }                                                                                            \
        }                                                                                              \
        for (; i < limit; i++) {                                                                       \
          for (int64_t j = 0; j < width; j++) sums[j] = COMBINE(xs[i * stride + j], sums[j]);          \
        }                                                                                              \
        for (int64_t j = 0; j < width; j++)                                                            \
          sums_of_blocks[j] = COMBINE((total_type)sums[j], sums_of_blocks[j]);                         \
      }                                                                                                \
    }                                                                                                  \
  }                                                                                                    \
                                                                                                       \
  static void name##_combine(void *totals, const void *others, int64_t count) {                        \
    total_type *r = totals;                                                                            \
    for (int64_t j = 0; j < count; j++) r[j] = COMBINE(((const total_type *)others)[j], r[j]);         \
  }                                                                                                    \
                                                                                                       \
  static void name##_store(void *result, const void *totals, int64_t count) {                          \
    for (int64_t j = 0; j < count; j++) ((type *)result)[j] = (type)((const total_type *)totals)[j];   \
  }

#define SUM(x, y) ((x) + (y))
#define PRODUCT(x, y) ((x) * (y))

REDUCTION(sum_u8, uint8_t, uint8_t, 0, SUM)
REDUCTION(sum_u32, uint32_t, uint32_t, 0, SUM)
REDUCTION(sum_u64, uint64_t, uint64_t, 0, SUM)
REDUCTION(sum_f32, float, double, 0, SUM)
REDUCTION(sum_f64, double, double, 0, SUM)
REDUCTION(product_u8, uint8_t, uint8_t, 1, PRODUCT)
REDUCTION(product_u32, uint32_t, uint32_t, 1, PRODUCT)
REDUCTION(product_u64, uint64_t, uint64_t, 1, PRODUCT)
REDUCTION(product_f32, float, float, 1, PRODUCT)
REDUCTION(product_f64, double, double, 1, PRODUCT)
REDUCTION(maximum_u8, uint8_t, uint8_t, 0, LARGER)
REDUCTION(maximum_i32, int32_t, int32_t, INT32_MIN, LARGER)
REDUCTION(maximum_u32, uint32_t, uint32_t, 0, LARGER)
REDUCTION(maximum_i64, int64_t, int64_t, INT64_MIN, LARGER)
REDUCTION(maximum_f32, float, float, -INFINITY, LARGER)
REDUCTION(maximum_f64, double, double, -INFINITY, LARGER)
REDUCTION(minimum_u8, uint8_t, uint8_t, UINT8_MAX, SMALLER)
REDUCTION(minimum_bool, uint8_t, uint8_t, 1, SMALLER)
REDUCTION(minimum_i32, int32_t, int32_t, INT32_MAX, SMALLER)
REDUCTION(minimum_u32, uint32_t, uint32_t, UINT32_MAX, SMALLER)
REDUCTION(minimum_i64, int64_t, int64_t, INT64_MAX, SMALLER)
REDUCTION(minimum_f32, float, float, INFINITY, SMALLER)
REDUCTION(minimum_f64, double, double, INFINITY, SMALLER)

#define KERNELS(name) \
  ((StrataReductionKernels){  \
      name##_total_size, name##_rows, name##_begin, name##_add_row, name##_add_columns, name##_combine, name##_store})
#define NO_KERNELS ((StrataReductionKernels){0, 0, 0, 0, 0, 0, 0})

StrataReductionKernels strata_reduction_kernels(StrataReduction reduction, StrataType type) {
  switch (reduction) {
    case STRATA_REDUCE_SUM:
      switch (type) {
        case STRATA_BOOL: return NO_KERNELS;
        case STRATA_UINT8: return KERNELS(sum_u8);
        case STRATA_INT32:
        case STRATA_UINT32: return KERNELS(sum_u32);
        case STRATA_INT64: return KERNELS(sum_u64);
        case STRATA_FLOAT16:
        case STRATA_BFLOAT16: return NO_KERNELS;
        case STRATA_FLOAT32: return KERNELS(sum_f32);
        case STRATA_FLOAT64: return KERNELS(sum_f64);
      }
    case STRATA_REDUCE_PRODUCT:
      switch (type) {
        case STRATA_BOOL: return NO_KERNELS;
        case STRATA_UINT8: return KERNELS(product_u8);
        case STRATA_INT32:
        case STRATA_UINT32: return KERNELS(product_u32);
        case STRATA_INT64: return KERNELS(product_u64);
        case STRATA_FLOAT16:
        case STRATA_BFLOAT16: return NO_KERNELS;
        case STRATA_FLOAT32: return KERNELS(product_f32);
        case STRATA_FLOAT64: return KERNELS(product_f64);
      }
    case STRATA_REDUCE_MAXIMUM:
      switch (type) {
        case STRATA_BOOL: return NO_KERNELS;
        case STRATA_UINT8: return KERNELS(maximum_u8);
        case STRATA_INT32: return KERNELS(maximum_i32);
        case STRATA_UINT32: return KERNELS(maximum_u32);
        case STRATA_INT64: return KERNELS(maximum_i64);
        case STRATA_FLOAT16:
        case STRATA_BFLOAT16: return NO_KERNELS;
        case STRATA_FLOAT32: return KERNELS(maximum_f32);
        case STRATA_FLOAT64: return KERNELS(maximum_f64);
      }
    case STRATA_REDUCE_MINIMUM:
      switch (type) {
        case STRATA_BOOL: return NO_KERNELS;
        case STRATA_UINT8: return KERNELS(minimum_u8);
        case STRATA_INT32: return KERNELS(minimum_i32);
        case STRATA_UINT32: return KERNELS(minimum_u32);
        case STRATA_INT64: return KERNELS(minimum_i64);
        case STRATA_FLOAT16:
        case STRATA_BFLOAT16: return NO_KERNELS;
        case STRATA_FLOAT32: return KERNELS(minimum_f32);
        case STRATA_FLOAT64: return KERNELS(minimum_f64);
      }
    case STRATA_REDUCE_AND: return KERNELS(minimum_bool);
    case STRATA_REDUCE_OR: return KERNELS(maximum_u8);
  }
  return NO_KERNELS;
}
