#include "include/strata_reduce.h"

#include <math.h>
#include <string.h>

#include "include/strata_parallel.h"
#include "internal/elementwise.h"

// Elements are combined in a fixed order that does not depend on the threads. A float32 sum is made of blocks
// summed in float32 and added up in float64, so that long sums stay exact to the last few digits.

#define LANES 32
#define BLOCK 2048
#define COLUMNS 256
#define ROWS 256

/// Defines the reduction of a row, and of the columns of a matrix with at most COLUMNS columns.
#define REDUCTION(name, type, total_type, neutral, COMBINE)                                            \
  STRATA_CLONES static void name##_row(void *result, const void *operand, int64_t length) {            \
    const type *xs = operand;                                                                          \
    total_type total = neutral;                                                                        \
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
    *(type *)result = (type)total;                                                                     \
  }                                                                                                    \
                                                                                                       \
  STRATA_CLONES static void name##_columns(                                                            \
      void *result, const void *operand, int64_t rows, int64_t stride, int64_t columns) {              \
    const type *xs = operand;                                                                          \
    total_type totals[COLUMNS];                                                                        \
    for (int64_t j = 0; j < columns; j++) totals[j] = neutral;                                         \
    for (int64_t first = 0; first < rows; first += ROWS) {                                             \
      const int64_t limit = first + ROWS < rows ? first + ROWS : rows;                                 \
      type sums[COLUMNS];                                                                              \
      for (int64_t j = 0; j < columns; j++) sums[j] = neutral;                                         \
      int64_t i = first;                                                                               \
      for (; i + 4 <= limit; i += 4) {                                                                 \
        const type *x0 = xs + i * stride, *x1 = x0 + stride, *x2 = x1 + stride, *x3 = x2 + stride;     \
        for (int64_t j = 0; j < columns; j++) {                                                        \
          const type front = COMBINE(x1[j], x0[j]), back = COMBINE(x3[j], x2[j]);                      \
          const type both = COMBINE(back, front);                                                      \
          sums[j] = COMBINE(both, sums[j]);                                                            \
        }                                                                                              \
      }                                                                                                \
      for (; i < limit; i++) {                                                                         \
        for (int64_t j = 0; j < columns; j++) sums[j] = COMBINE(xs[i * stride + j], sums[j]);          \
      }                                                                                                \
      for (int64_t j = 0; j < columns; j++) totals[j] = COMBINE((total_type)sums[j], totals[j]);       \
    }                                                                                                  \
    for (int64_t j = 0; j < columns; j++) ((type *)result)[j] = (type)totals[j];                       \
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

typedef struct {
  void (*row)(void *result, const void *operand, int64_t length);
  void (*columns)(void *result, const void *operand, int64_t rows, int64_t stride, int64_t columns);
} Kernels;

#define KERNELS(name) ((Kernels){name##_row, name##_columns})
#define NO_KERNELS ((Kernels){0, 0})

static Kernels kernels_of(StrataReduction reduction, StrataType type) {
  switch (reduction) {
    case STRATA_REDUCE_SUM:
      switch (type) {
        case STRATA_BOOL: return NO_KERNELS;
        case STRATA_UINT8: return KERNELS(sum_u8);
        case STRATA_INT32:
        case STRATA_UINT32: return KERNELS(sum_u32);
        case STRATA_INT64: return KERNELS(sum_u64);
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
        case STRATA_FLOAT32: return KERNELS(minimum_f32);
        case STRATA_FLOAT64: return KERNELS(minimum_f64);
      }
    case STRATA_REDUCE_AND: return KERNELS(minimum_bool);
    case STRATA_REDUCE_OR: return KERNELS(maximum_u8);
  }
  return NO_KERNELS;
}

typedef struct {
  const StrataReduce *reduce;
  Kernels kernels;
  const char *operand;
  char *result, *scratch;
  int64_t size;
} Run;

STRATA_INLINE int64_t share(int64_t count, int64_t part, int64_t parts) { return count * part / parts; }

/// Reduces rows `first..<limit` of one matrix `[length, inner]` to one row.
static void reduce_matrix(const Run *run, char *result, const char *matrix, int64_t first, int64_t limit) {
  const int64_t inner = run->reduce->inner, size = run->size;
  const char *rows = matrix + first * inner * size;
  if (inner == 1) {
    run->kernels.row(result, rows, limit - first);
    return;
  }
  for (int64_t j = 0; j < inner; j += COLUMNS) {
    const int64_t columns = inner - j < COLUMNS ? inner - j : COLUMNS;
    run->kernels.columns(result + j * size, rows + j * size, limit - first, inner, columns);
  }
}

/// A part's share of the results: whole matrices, or column blocks of the only one.
static void reduce_results(void *context, int64_t part) {
  const Run *run = context;
  const StrataReduce *it = run->reduce;
  if (it->outer == 1 && it->inner > 1) {
    const int64_t blocks = (it->inner + COLUMNS - 1) / COLUMNS;
    const int64_t limit = share(blocks, part + 1, it->parts);
    for (int64_t block = share(blocks, part, it->parts); block < limit; block++) {
      const int64_t j = block * COLUMNS, columns = it->inner - j < COLUMNS ? it->inner - j : COLUMNS;
      run->kernels.columns(
          run->result + j * run->size, run->operand + j * run->size, it->length, it->inner, columns);
    }
    return;
  }
  const int64_t limit = share(it->outer, part + 1, it->parts);
  for (int64_t o = share(it->outer, part, it->parts); o < limit; o++)
    reduce_matrix(
        run, run->result + o * it->inner * run->size, run->operand + o * it->length * it->inner * run->size, 0,
        it->length);
}

/// A part's share of the length of each matrix; leaves a partial result.
static void reduce_lengths(void *context, int64_t part) {
  const Run *run = context;
  const StrataReduce *it = run->reduce;
  for (int64_t o = 0; o < it->outer; o++)
    reduce_matrix(
        run, run->scratch + (o * it->parts + part) * it->inner * run->size,
        run->operand + o * it->length * it->inner * run->size, share(it->length, part, it->parts),
        share(it->length, part + 1, it->parts));
}

bool strata_reduce_splits(const StrataReduce *it) {
  if (it->parts == 1 || it->length < 4 * it->parts) return false;
  if (it->outer >= 4 * it->parts) return false;
  return it->outer > 1 || it->inner < 4 * it->parts * COLUMNS;
}

void strata_reduce_run(const StrataReduce *it, void *const *bases) {
  Run run = {
      it, kernels_of(it->reduction, it->type), (char *)bases[it->operand.base] + it->operand.offset,
      (char *)bases[it->result.base] + it->result.offset, 0, strata_size(it->type)};
  if (!strata_reduce_splits(it)) {
    strata_parallel(reduce_results, &run, it->parts);
    return;
  }
  run.scratch = (char *)bases[it->scratch.base] + it->scratch.offset;
  strata_parallel(reduce_lengths, &run, it->parts);
  StrataReduce combine = *it;
  combine.length = it->parts;
  Run second = {&combine, run.kernels, run.scratch, run.result, 0, run.size};
  for (int64_t o = 0; o < it->outer; o++)
    reduce_matrix(
        &second, run.result + o * it->inner * run.size, run.scratch + o * it->parts * it->inner * run.size, 0,
        it->parts);
}
