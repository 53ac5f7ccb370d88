#include "include/strata_order.h"
#include "include/strata_parallel.h"
#include "internal/clones.h"

#define COLUMNS 128
#define LANES 32

#define IS_LARGER(x, y) ((x) > (y) || ((x) != (x) && (y) == (y)))
#define IS_SMALLER(x, y) ((x) < (y) || ((x) != (x) && (y) == (y)))

/// Defines the search in a row, and in each column of a matrix with at most COLUMNS columns.
#define ARG_REDUCTION(name, type, BEATS)                                                          \
  STRATA_INLINE void name##_update(                                                                    \
      type *best, int32_t *positions, const type *xs, int32_t position, int64_t columns) {             \
    STRATA_VECTORIZE for (int64_t j = 0; j < columns; j++) {                                           \
      const type x = xs[j], y = best[j];                                                               \
      const int32_t old = positions[j];                                                                \
      const int beats = BEATS(x, y);                                                                   \
      best[j] = beats ? x : y;                                                                         \
      positions[j] = beats ? position : old;                                                           \
    }                                                                                                  \
  }                                                                                                    \
                                                                                                       \
  STRATA_CLONES static void name##_columns(                                                            \
      int32_t *result, const void *operand, int64_t length, int64_t stride, int64_t columns) {         \
    const type *xs = operand;                                                                          \
    type best[COLUMNS];                                                                                \
    for (int64_t j = 0; j < columns; j++) {                                                            \
      best[j] = xs[j];                                                                                 \
      result[j] = 0;                                                                                   \
    }                                                                                                  \
    for (int64_t i = 1; i < length; i++)                                                               \
      name##_update(best, result, xs + i * stride, (int32_t)i, columns);                               \
  }                                                                                                    \
                                                                                                       \
  STRATA_CLONES static int32_t name##_row(const void *operand, int64_t length) {                       \
    const type *xs = operand;                                                                          \
    type best = xs[0];                                                                                 \
    int32_t position = 0;                                                                              \
    int64_t done = 1;                                                                                  \
    if (length >= 2 * LANES) {                                                                         \
      type lanes[LANES];                                                                               \
      int32_t vectors[LANES];                                                                          \
      for (int64_t l = 0; l < LANES; l++) {                                                            \
        lanes[l] = xs[l];                                                                              \
        vectors[l] = 0;                                                                                \
      }                                                                                                \
      for (done = LANES; done + LANES <= length; done += LANES)                                        \
        name##_update(lanes, vectors, xs + done, (int32_t)(done / LANES), LANES);                      \
      position = vectors[0] * LANES;                                                                   \
      best = lanes[0];                                                                                 \
      for (int32_t l = 1; l < LANES; l++) {                                                            \
        const int32_t candidate = vectors[l] * LANES + l;                                              \
        const int ties = !BEATS(lanes[l], best) && !BEATS(best, lanes[l]);                             \
        if (BEATS(lanes[l], best) || (ties && candidate < position)) {                                 \
          best = lanes[l];                                                                             \
          position = candidate;                                                                        \
        }                                                                                              \
      }                                                                                                \
    }                                                                                                  \
    for (; done < length; done++) {                                                                    \
      if (BEATS(xs[done], best)) {                                                                     \
        best = xs[done];                                                                               \
        position = (int32_t)done;                                                                      \
      }                                                                                                \
    }                                                                                                  \
    return position;                                                                                   \
  }

ARG_REDUCTION(largest_u8, uint8_t, IS_LARGER)
ARG_REDUCTION(largest_i32, int32_t, IS_LARGER)
ARG_REDUCTION(largest_u32, uint32_t, IS_LARGER)
ARG_REDUCTION(largest_i64, int64_t, IS_LARGER)
ARG_REDUCTION(largest_f32, float, IS_LARGER)
ARG_REDUCTION(largest_f64, double, IS_LARGER)
ARG_REDUCTION(smallest_u8, uint8_t, IS_SMALLER)
ARG_REDUCTION(smallest_i32, int32_t, IS_SMALLER)
ARG_REDUCTION(smallest_u32, uint32_t, IS_SMALLER)
ARG_REDUCTION(smallest_i64, int64_t, IS_SMALLER)
ARG_REDUCTION(smallest_f32, float, IS_SMALLER)
ARG_REDUCTION(smallest_f64, double, IS_SMALLER)

typedef struct {
  int32_t (*row)(const void *operand, int64_t length);
  void (*columns)(int32_t *result, const void *operand, int64_t length, int64_t stride, int64_t columns);
} Kernels;

#define KERNELS(suffix)                                                                                \
  finds_maximum ? (Kernels){largest_##suffix##_row, largest_##suffix##_columns}                        \
                : (Kernels){smallest_##suffix##_row, smallest_##suffix##_columns}

static Kernels kernels_of(StrataType type, bool finds_maximum) {
  switch (type) {
    case STRATA_BOOL:
    case STRATA_UINT8: return KERNELS(u8);
    case STRATA_INT32: return KERNELS(i32);
    case STRATA_UINT32: return KERNELS(u32);
    case STRATA_INT64: return KERNELS(i64);
    case STRATA_FLOAT16:
    case STRATA_BFLOAT16: return (Kernels){0, 0};
    case STRATA_FLOAT32: return KERNELS(f32);
    case STRATA_FLOAT64: return KERNELS(f64);
  }
}

typedef struct {
  const StrataArgReduce *reduce;
  Kernels kernels;
  const char *operand;
  int32_t *result;
  int64_t parts;
} Run;

/// Work is counted in rows, or in blocks of columns of one matrix.
static void reduce_part(void *context, int64_t part) {
  const Run *run = context;
  const StrataArgReduce *it = run->reduce;
  const int64_t size = strata_size(it->type), blocks = (it->inner + COLUMNS - 1) / COLUMNS;
  const int64_t limit = it->outer * blocks * (part + 1) / run->parts;
  for (int64_t block = it->outer * blocks * part / run->parts; block < limit; block++) {
    const int64_t o = block / blocks, j = block % blocks * COLUMNS;
    const char *operand = run->operand + (o * it->length * it->inner + j) * size;
    int32_t *result = run->result + o * it->inner + j;
    if (it->inner == 1) {
      *result = run->kernels.row(operand, it->length);
    } else {
      const int64_t columns = it->inner - j < COLUMNS ? it->inner - j : COLUMNS;
      run->kernels.columns(result, operand, it->length, it->inner, columns);
    }
  }
}

void strata_arg_reduce_run(const StrataArgReduce *it, void *const *bases) {
  Run run = {
      it, kernels_of(it->type, it->finds_maximum), (const char *)bases[it->operand.base] + it->operand.offset,
      (int32_t *)((char *)bases[it->result.base] + it->result.offset),
      it->outer * it->length * it->inner < 32768 ? 1 : strata_thread_count()};
  strata_parallel(reduce_part, &run, run.parts);
}
