#include "include/strata_window.h"

#include <math.h>
#include <string.h>

#include "include/strata_parallel.h"
#include "internal/elementwise.h"

// The work goes by rows: all windows along the last windowed axis at once, for one place on the other axes. For
// each tap of the window on those other axes, a row of the input meets the row of windows.

typedef struct {
  const StrataWindow *window;
  const char *operand, *source;
  char *result, *scratch;
} Run;

/// A walk over the taps of a window on all windowed axes but the last.
typedef struct {
  int64_t place[STRATA_MAXIMUM_RANK], tap[STRATA_MAXIMUM_RANK];
  bool is_done;
} Walk;

STRATA_INLINE void start_walk(Walk *walk, const StrataWindow *w, int64_t row) {
  for (int64_t axis = w->rank - 2; axis >= 0; axis--) {
    walk->place[axis] = row % w->output[axis];
    walk->tap[axis] = 0;
    row /= w->output[axis];
  }
  walk->is_done = false;
}

STRATA_INLINE void advance_walk(Walk *walk, const StrataWindow *w) {
  for (int64_t axis = w->rank - 2; axis >= 0; axis--) {
    if (++walk->tap[axis] < w->size[axis]) return;
    walk->tap[axis] = 0;
  }
  walk->is_done = true;
}

/// The number of the input's row that the walk is on, −1 if it is in the padding.
STRATA_INLINE int64_t input_row(const Walk *walk, const StrataWindow *w) {
  int64_t row = 0;
  for (int64_t axis = 0; axis < w->rank - 1; axis++) {
    const int64_t at = walk->place[axis] * w->strides[axis] + walk->tap[axis] - w->padding[axis];
    if (at < 0 || at >= w->input[axis]) return -1;
    row = row * w->input[axis] + at;
  }
  return row;
}

STRATA_INLINE int64_t rows_of(const int64_t *sizes, int64_t rank) {
  int64_t rows = 1;
  for (int64_t axis = 0; axis < rank - 1; axis++) rows *= sizes[axis];
  return rows;
}

/// Elements that loops over the inner axis take at once; a constant, so that they become whole vectors.
#define CHUNK 16

#define FOR_INNER(c, count, body)                                                                      \
  {                                                                                                    \
    int64_t c = 0;                                                                                     \
    for (; c + CHUNK <= (count);) {                                                                    \
      const int64_t limit = c + CHUNK;                                                                 \
      STRATA_VECTORIZE for (; c < limit; c++) { body }                                                 \
    }                                                                                                  \
    for (; c < (count); c++) { body }                                                                  \
  }

// MARK: Reduction

#define REDUCE_WINDOW(name, type, neutral, COMBINE)                                                    \
  STRATA_CLONES static void name(void *context, int64_t part) {                                        \
    const Run *run = context;                                                                          \
    const StrataWindow *w = run->window;                                                               \
    const int64_t last = w->rank - 1, inner = w->inner, width = w->output[last];                       \
    const int64_t rows = rows_of(w->output, w->rank), input_rows = rows_of(w->input, w->rank);         \
    const int64_t count = w->outer * rows, limit = count * (part + 1) / w->parts;                      \
    for (int64_t row = count * part / w->parts; row < limit; row++) {                                  \
      type *result = (type *)run->result + row * width * inner;                                        \
      for (int64_t i = 0; i < width * inner; i++) result[i] = neutral;                                 \
      Walk walk;                                                                                       \
      for (start_walk(&walk, w, row % rows); !walk.is_done; advance_walk(&walk, w)) {                  \
        const int64_t from = input_row(&walk, w);                                                      \
        if (from < 0) continue;                                                                        \
        const type *input =                                                                            \
            (const type *)run->operand + (row / rows * input_rows + from) * w->input[last] * inner;    \
        for (int64_t x = 0; x < width; x++) {                                                          \
          type *r = result + x * inner;                                                                \
          const int64_t first = x * w->strides[last] - w->padding[last];                               \
          for (int64_t tap = 0; tap < w->size[last]; tap++) {                                          \
            if (first + tap < 0 || first + tap >= w->input[last]) continue;                            \
            const type *xs = input + (first + tap) * inner;                                            \
            FOR_INNER(c, inner, r[c] = COMBINE(r[c], xs[c]);)                                          \
          }                                                                                            \
        }                                                                                              \
      }                                                                                                \
    }                                                                                                  \
  }

#define SUM(x, y) ((x) + (y))
#define PRODUCT(x, y) ((x) * (y))

REDUCE_WINDOW(sum_u8, uint8_t, 0, SUM)
REDUCE_WINDOW(sum_u32, uint32_t, 0, SUM)
REDUCE_WINDOW(sum_u64, uint64_t, 0, SUM)
REDUCE_WINDOW(sum_f32, float, 0, SUM)
REDUCE_WINDOW(sum_f64, double, 0, SUM)
REDUCE_WINDOW(product_u8, uint8_t, 1, PRODUCT)
REDUCE_WINDOW(product_u32, uint32_t, 1, PRODUCT)
REDUCE_WINDOW(product_u64, uint64_t, 1, PRODUCT)
REDUCE_WINDOW(product_f32, float, 1, PRODUCT)
REDUCE_WINDOW(product_f64, double, 1, PRODUCT)
REDUCE_WINDOW(maximum_u8, uint8_t, 0, LARGER)
REDUCE_WINDOW(maximum_i32, int32_t, INT32_MIN, LARGER)
REDUCE_WINDOW(maximum_u32, uint32_t, 0, LARGER)
REDUCE_WINDOW(maximum_i64, int64_t, INT64_MIN, LARGER)
REDUCE_WINDOW(maximum_f32, float, -INFINITY, LARGER)
REDUCE_WINDOW(maximum_f64, double, -INFINITY, LARGER)
REDUCE_WINDOW(minimum_bool, uint8_t, 1, SMALLER)
REDUCE_WINDOW(minimum_u8, uint8_t, UINT8_MAX, SMALLER)
REDUCE_WINDOW(minimum_i32, int32_t, INT32_MAX, SMALLER)
REDUCE_WINDOW(minimum_u32, uint32_t, UINT32_MAX, SMALLER)
REDUCE_WINDOW(minimum_i64, int64_t, INT64_MAX, SMALLER)
REDUCE_WINDOW(minimum_f32, float, INFINITY, SMALLER)
REDUCE_WINDOW(minimum_f64, double, INFINITY, SMALLER)

typedef void (*Body)(void *, int64_t);

static Body reduction_body(StrataReduction reduction, StrataType type) {
  static const Body sums[] = {0, sum_u8, sum_u32, sum_u32, sum_u64, sum_f32, sum_f64};
  static const Body products[] = {0, product_u8, product_u32, product_u32, product_u64, product_f32, product_f64};
  static const Body maxima[] = {maximum_u8,  maximum_u8,  maximum_i32, maximum_u32,
                                maximum_i64, maximum_f32, maximum_f64};
  static const Body minima[] = {minimum_bool, minimum_u8,  minimum_i32, minimum_u32,
                                minimum_i64,  minimum_f32, minimum_f64};
  switch (reduction) {
    case STRATA_REDUCE_SUM: return sums[type];
    case STRATA_REDUCE_PRODUCT: return products[type];
    case STRATA_REDUCE_MAXIMUM:
    case STRATA_REDUCE_OR: return maxima[type];
    case STRATA_REDUCE_MINIMUM:
    case STRATA_REDUCE_AND: return minima[type];
  }
  return 0;
}

static Run make_run(const StrataWindow *w, void *const *bases) {
  return (Run){
      w, (const char *)bases[w->operand.base] + w->operand.offset,
      (const char *)bases[w->source.base] + w->source.offset, (char *)bases[w->result.base] + w->result.offset,
      (char *)bases[w->scratch.base] + w->scratch.offset};
}

void strata_reduce_window_run(const StrataWindow *window, void *const *bases) {
  Run run = make_run(window, bases);
  strata_parallel(reduction_body(window->reduction, window->type), &run, window->parts);
}

// MARK: Select and scatter

/// Whether a window's next element takes the place of the best so far. NaN counts as the largest.
#define BEATS(x, best) (!((x) <= (best)) && (best) == (best))

/// Each part takes whole items of the outer axis, as windows of one item may overlap. A first pass over a row of
/// windows finds the best elements, a second one adds the source where they are.
#define SELECT_AND_SCATTER(name, type)                                                                 \
  STRATA_CLONES static void name(void *context, int64_t part) {                                        \
    const Run *run = context;                                                                          \
    const StrataWindow *w = run->window;                                                               \
    const int64_t last = w->rank - 1, inner = w->inner, width = w->output[last];                       \
    const int64_t rows = rows_of(w->output, w->rank), input_rows = rows_of(w->input, w->rank);         \
    const int64_t item = input_rows * w->input[last] * inner;                                          \
    char *scratch = run->scratch + part * strata_select_and_scatter_scratch(w);                        \
    int32_t *places = (int32_t *)scratch;                                                              \
    type *bests = (type *)(scratch + (width * inner * 4 + 63) / 64 * 64);                              \
    const int64_t limit = w->outer * (part + 1) / w->parts;                                            \
    for (int64_t o = w->outer * part / w->parts; o < limit; o++) {                                     \
      const type *input = (const type *)run->operand + o * item;                                       \
      const type *source = (const type *)run->source + o * rows * width * inner;                       \
      type *result = (type *)run->result + o * item;                                                   \
      memset(result, 0, (size_t)item * sizeof(type));                                                  \
      for (int64_t row = 0; row < rows; row++, source += width * inner) {                              \
        for (int64_t i = 0; i < width * inner; i++) places[i] = -1;                                    \
        Walk walk;                                                                                     \
        int32_t place = 0;                                                                             \
        for (start_walk(&walk, w, row); !walk.is_done; advance_walk(&walk, w)) {                       \
          const int64_t from = input_row(&walk, w);                                                    \
          for (int64_t tap = 0; tap < w->size[last]; tap++, place++) {                                 \
            if (from < 0) continue;                                                                    \
            for (int64_t x = 0; x < width; x++) {                                                      \
              const int64_t at = x * w->strides[last] - w->padding[last] + tap;                        \
              if (at < 0 || at >= w->input[last]) continue;                                            \
              const type *xs = input + (from * w->input[last] + at) * inner;                           \
              type *best = bests + x * inner;                                                          \
              int32_t *best_place = places + x * inner;                                                \
              FOR_INNER(c, inner, {                                                                    \
                const int wins = best_place[c] < 0 || BEATS(xs[c], best[c]);                           \
                best[c] = wins ? xs[c] : best[c];                                                      \
                best_place[c] = wins ? place : best_place[c];                                          \
              })                                                                                       \
            }                                                                                          \
          }                                                                                            \
        }                                                                                              \
        place = 0;                                                                                     \
        for (start_walk(&walk, w, row); !walk.is_done; advance_walk(&walk, w)) {                       \
          const int64_t from = input_row(&walk, w);                                                    \
          for (int64_t tap = 0; tap < w->size[last]; tap++, place++) {                                 \
            if (from < 0) continue;                                                                    \
            for (int64_t x = 0; x < width; x++) {                                                      \
              const int64_t at = x * w->strides[last] - w->padding[last] + tap;                        \
              if (at < 0 || at >= w->input[last]) continue;                                            \
              type *r = result + (from * w->input[last] + at) * inner;                                 \
              const type *dy = source + x * inner;                                                     \
              const int32_t *best_place = places + x * inner;                                          \
              FOR_INNER(c, inner, r[c] += best_place[c] == place ? dy[c] : (type)0;)                   \
            }                                                                                          \
          }                                                                                            \
        }                                                                                              \
      }                                                                                                \
    }                                                                                                  \
  }

SELECT_AND_SCATTER(select_and_scatter_u8, uint8_t)
SELECT_AND_SCATTER(select_and_scatter_i32, int32_t)
SELECT_AND_SCATTER(select_and_scatter_u32, uint32_t)
SELECT_AND_SCATTER(select_and_scatter_i64, int64_t)
SELECT_AND_SCATTER(select_and_scatter_f32, float)
SELECT_AND_SCATTER(select_and_scatter_f64, double)

int64_t strata_select_and_scatter_scratch(const StrataWindow *w) {
  const int64_t count = w->output[w->rank - 1] * w->inner;
  return (count * 4 + 63) / 64 * 64 + (count * strata_size(w->type) + 63) / 64 * 64;
}

void strata_select_and_scatter_run(const StrataWindow *window, void *const *bases) {
  static const Body bodies[] = {
      select_and_scatter_u8,  select_and_scatter_u8,  select_and_scatter_i32, select_and_scatter_u32,
      select_and_scatter_i64, select_and_scatter_f32, select_and_scatter_f64};
  Run run = make_run(window, bases);
  strata_parallel(bodies[window->type], &run, window->parts);
}
