#include "include/strata_window.h"

#include <math.h>
#include <string.h>

#include "include/strata_parallel.h"
#include "internal/elementwise.h"

// Each window has a list of taps, the elements that it covers. Windows that lie inside the input share one list;
// those that reach into the padding get one of their own.

/// Elements of the inner axis that are taken at once; a constant, so that they stay in vector registers.
#define CHUNK 16

typedef struct {
  const StrataWindow *window;
  const char *operand, *source;
  char *result, *scratch;
} Run;

STRATA_INLINE int64_t product(const int64_t *sizes, int64_t rank) {
  int64_t result = 1;
  for (int64_t axis = 0; axis < rank; axis++) result *= sizes[axis];
  return result;
}

/// The elements that a window covers, in row-major order, as distances from its origin.
typedef struct {
  int64_t count;
  int64_t *offsets;
} Taps;

static Taps make_taps(const StrataWindow *w, char **memory) {
  const int64_t count = product(w->size, w->rank);
  Taps taps = {0, (int64_t *)*memory};
  *memory += (count * 8 + 63) / 64 * 64;
  return taps;
}

/// Lists the taps of the window that starts at `start`, without those in the padding if `clips`.
static void list_taps(Taps *taps, const StrataWindow *w, const int64_t *start, bool clips) {
  int64_t tap[STRATA_MAXIMUM_RANK] = {0};
  const int64_t count = product(w->size, w->rank);
  taps->count = 0;
  for (int64_t i = 0; i < count; i++) {
    int64_t offset = 0;
    bool is_inside = true;
    for (int64_t axis = 0; axis < w->rank; axis++) {
      const int64_t at = start[axis] + tap[axis];
      is_inside = is_inside && at >= 0 && at < w->input[axis];
      offset = offset * w->input[axis] + tap[axis];
    }
    if (is_inside || !clips) taps->offsets[taps->count++] = offset * w->inner;
    for (int64_t axis = w->rank - 1; axis >= 0; axis--) {
      if (++tap[axis] < w->size[axis]) break;
      tap[axis] = 0;
    }
  }
}

/// Moves over windows.
typedef struct {
  int64_t at[STRATA_MAXIMUM_RANK];
  int64_t start[STRATA_MAXIMUM_RANK];
  /// Where the window starts in one item of the input; outside of it for a window that starts in the padding.
  int64_t origin;
  bool is_inside;
} Cursor;

STRATA_INLINE void locate(Cursor *cursor, const StrataWindow *w) {
  cursor->origin = 0;
  cursor->is_inside = true;
  for (int64_t axis = 0; axis < w->rank; axis++) {
    const int64_t start = cursor->at[axis] * w->strides[axis] - w->padding[axis];
    cursor->start[axis] = start;
    cursor->origin = cursor->origin * w->input[axis] + start;
    cursor->is_inside = cursor->is_inside && start >= 0 && start + w->size[axis] <= w->input[axis];
  }
  cursor->origin *= w->inner;
}

STRATA_INLINE void move_to(Cursor *cursor, const StrataWindow *w, int64_t window) {
  for (int64_t axis = w->rank - 1; axis >= 0; axis--) {
    cursor->at[axis] = window % w->output[axis];
    window /= w->output[axis];
  }
}

STRATA_INLINE void advance(Cursor *cursor, const StrataWindow *w) {
  for (int64_t axis = w->rank - 1; axis >= 0; axis--) {
    if (++cursor->at[axis] < w->output[axis]) return;
    cursor->at[axis] = 0;
  }
}

// MARK: Reduction

#define REDUCE_TAPS(type, neutral, COMBINE, width)                                                     \
  {                                                                                                    \
    type best[width];                                                                                  \
    for (int64_t l = 0; l < width; l++) best[l] = neutral;                                             \
    for (int64_t t = 0; t < taps->count; t++) {                                                        \
      const type *xs = input + taps->offsets[t] + c;                                                   \
      for (int64_t l = 0; l < width; l++) best[l] = COMBINE(best[l], xs[l]);                           \
    }                                                                                                  \
    for (int64_t l = 0; l < width; l++) result[c + l] = best[l];                                       \
  }

#define REDUCE_WINDOW(name, type, neutral, COMBINE)                                                    \
  STRATA_CLONES static void name(void *context, int64_t part) {                                        \
    const Run *run = context;                                                                          \
    const StrataWindow *w = run->window;                                                               \
    const int64_t windows = product(w->output, w->rank), item = product(w->input, w->rank) * w->inner; \
    char *scratch = run->scratch + part * strata_window_scratch(w);                                    \
    Taps all = make_taps(w, &scratch), some = make_taps(w, &scratch);                                  \
    Cursor cursor = {{0}, {0}, 0, true};                                                               \
    list_taps(&all, w, cursor.start, false);                                                           \
    const int64_t count = w->outer * windows, limit = count * (part + 1) / w->parts;                   \
    int64_t window = count * part / w->parts;                                                          \
    if (window < limit) move_to(&cursor, w, window % windows);                                         \
    for (; window < limit; window++, advance(&cursor, w)) {                                            \
      locate(&cursor, w);                                                                              \
      const Taps *taps = cursor.is_inside ? &all : &some;                                              \
      if (!cursor.is_inside) list_taps(&some, w, cursor.start, true);                                  \
      const type *input = (const type *)run->operand + window / windows * item + cursor.origin;        \
      type *result = (type *)run->result + window * w->inner;                                          \
      int64_t c = 0;                                                                                   \
      for (; c + CHUNK <= w->inner; c += CHUNK) REDUCE_TAPS(type, neutral, COMBINE, CHUNK)             \
      for (; c < w->inner; c++) REDUCE_TAPS(type, neutral, COMBINE, 1)                                 \
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

int64_t strata_window_scratch(const StrataWindow *w) {
  return 2 * ((product(w->size, w->rank) * 8 + 63) / 64 * 64);
}

typedef void (*Body)(void *, int64_t);

static Body reduction_body(StrataReduction reduction, StrataType type) {
  static const Body sums[] = {0, sum_u8, sum_u32, sum_u32, sum_u64, 0, 0, sum_f32, sum_f64};
  static const Body products[] = {0, product_u8, product_u32, product_u32, product_u64, 0,
                                  0, product_f32, product_f64};
  static const Body maxima[] = {maximum_u8,  maximum_u8,  maximum_i32, maximum_u32,
                                maximum_i64, 0,           0,           maximum_f32, maximum_f64};
  static const Body minima[] = {minimum_bool, minimum_u8,  minimum_i32, minimum_u32,
                                minimum_i64,  0,           0,           minimum_f32, minimum_f64};
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

#define SCATTER_TAPS(type, width)                                                                      \
  {                                                                                                    \
    type best[width];                                                                                  \
    int32_t place[width];                                                                              \
    for (int64_t l = 0; l < width; l++) best[l] = input[taps->offsets[0] + c + l], place[l] = 0;       \
    for (int32_t t = 1; t < (int32_t)taps->count; t++) {                                               \
      const type *xs = input + taps->offsets[t] + c;                                                   \
      for (int64_t l = 0; l < width; l++) {                                                            \
        const int wins = BEATS(xs[l], best[l]);                                                        \
        best[l] = wins ? xs[l] : best[l];                                                              \
        place[l] = wins ? t : place[l];                                                                \
      }                                                                                                \
    }                                                                                                  \
    for (int32_t t = 0; t < (int32_t)taps->count; t++) {                                               \
      type *sums = result + taps->offsets[t] + c;                                                      \
      for (int64_t l = 0; l < width; l++) sums[l] += place[l] == t ? source[c + l] : (type)0;          \
    }                                                                                                  \
  }

/// Each part takes whole items of the outer axis, as windows of one item may overlap.
#define SELECT_AND_SCATTER(name, type)                                                                 \
  STRATA_CLONES static void name(void *context, int64_t part) {                                        \
    const Run *run = context;                                                                          \
    const StrataWindow *w = run->window;                                                               \
    const int64_t windows = product(w->output, w->rank), item = product(w->input, w->rank) * w->inner; \
    char *scratch = run->scratch + part * strata_window_scratch(w);                                    \
    Taps all = make_taps(w, &scratch), some = make_taps(w, &scratch);                                  \
    Cursor cursor = {{0}, {0}, 0, true};                                                               \
    list_taps(&all, w, cursor.start, false);                                                           \
    const int64_t limit = w->outer * (part + 1) / w->parts;                                            \
    for (int64_t o = w->outer * part / w->parts; o < limit; o++) {                                     \
      memset((type *)run->result + o * item, 0, (size_t)item * sizeof(type));                          \
      for (int64_t window = 0; window < windows; window++, advance(&cursor, w)) {                      \
        locate(&cursor, w);                                                                            \
        const Taps *taps = cursor.is_inside ? &all : &some;                                            \
        if (!cursor.is_inside) list_taps(&some, w, cursor.start, true);                                \
        if (taps->count == 0) continue;                                                                \
        const type *input = (const type *)run->operand + o * item + cursor.origin;                     \
        const type *source = (const type *)run->source + (o * windows + window) * w->inner;            \
        type *result = (type *)run->result + o * item + cursor.origin;                                 \
        int64_t c = 0;                                                                                 \
        for (; c + CHUNK <= w->inner; c += CHUNK) SCATTER_TAPS(type, CHUNK)                            \
        for (; c < w->inner; c++) SCATTER_TAPS(type, 1)                                                \
      }                                                                                                \
    }                                                                                                  \
  }

SELECT_AND_SCATTER(select_and_scatter_u8, uint8_t)
SELECT_AND_SCATTER(select_and_scatter_i32, int32_t)
SELECT_AND_SCATTER(select_and_scatter_u32, uint32_t)
SELECT_AND_SCATTER(select_and_scatter_i64, int64_t)
SELECT_AND_SCATTER(select_and_scatter_f32, float)
SELECT_AND_SCATTER(select_and_scatter_f64, double)

void strata_select_and_scatter_run(const StrataWindow *window, void *const *bases) {
  static const Body bodies[] = {
      select_and_scatter_u8,  select_and_scatter_u8,  select_and_scatter_i32, select_and_scatter_u32,
      select_and_scatter_i64, 0, 0, select_and_scatter_f32, select_and_scatter_f64};
  Run run = make_run(window, bases);
  strata_parallel(bodies[window->type], &run, window->parts);
}
