#include <math.h>
#include <string.h>

#include "include/strata_parallel.h"
#include "include/strata_window.h"
#include "internal/elementwise.h"

// Maxima over 2 × 2 windows that touch and do not overlap, the pooling of most networks: two rows of the input give one
// row of the result, without lists of what a window covers.

bool strata_window_is_pool(const StrataWindow *w) {
  if (w->rank != 2 || w->type != STRATA_FLOAT32 || w->outer == 0) return false;
  for (int axis = 0; axis < 2; axis++) {
    if (w->size[axis] != 2 || w->strides[axis] != 2 || w->padding[axis] != 0) return false;
    // Windows that reach into the padding behind the last element are not for these loops.
    if (2 * w->output[axis] > w->input[axis]) return false;
  }
  return true;
}

typedef struct {
  const StrataWindow *window;
  const float *operand, *source;
  float *result;
} Run;

static Run make_run(const StrataWindow *w, void *const *bases) {
  return (Run){
      w, (const float *)((const char *)bases[w->operand.base] + w->operand.offset),
      (const float *)((const char *)bases[w->source.base] + w->source.offset),
      (float *)((char *)bases[w->result.base] + w->result.offset)};
}

/// Where the upper one of the two input rows of a row of windows starts.
STRATA_INLINE int64_t input_row(const StrataWindow *w, int64_t row) {
  return (row / w->output[0] * w->input[0] + row % w->output[0] * 2) * w->input[1] * w->inner;
}

/// Compiles to one instruction, which does not care for NaN.
#define GREATER(x, y) ((x) > (y) ? (x) : (y))

STRATA_CLONES static void maxima(void *context, int64_t part) {
  const Run *run = context;
  const StrataWindow *w = run->window;
  const int64_t rows = w->outer * w->output[0], inner = w->inner, limit = rows * (part + 1) / w->parts;
  const float least = w->least;
  for (int64_t row = rows * part / w->parts; row < limit; row++) {
    const float *restrict upper = run->operand + input_row(w, row);
    const float *restrict lower = upper + w->input[1] * inner;
    float *restrict result = run->result + row * w->output[1] * inner;
    for (int64_t x = 0; x < w->output[1]; x++, upper += 2 * inner, lower += 2 * inner, result += inner) {
      STRATA_VECTORIZE for (int64_t c = 0; c < inner; c++) {
        const float first = upper[c], second = upper[inner + c], third = lower[c], fourth = lower[inner + c];
        const bool has_nan = __builtin_isunordered(first, second) | __builtin_isunordered(third, fourth);
        const float largest = GREATER(GREATER(fourth, third), GREATER(second, first));
        result[c] = has_nan ? NAN : GREATER(largest, least);
      }
    }
  }
}

void strata_pool_run(const StrataWindow *window, void *const *bases) {
  Run run = make_run(window, bases);
  strata_parallel(maxima, &run, window->parts);
}

/// Whether a window's next element takes the place of the best so far. NaN counts as the largest.
#define BEATS(x, best) (!((x) <= (best)) && (best) == (best))

STRATA_CLONES static void scatter(void *context, int64_t part) {
  const Run *run = context;
  const StrataWindow *w = run->window;
  const int64_t rows = w->outer * w->output[0], inner = w->inner, limit = rows * (part + 1) / w->parts;
  const int64_t width = w->input[1] * inner, rest = width - 2 * w->output[1] * inner;
  const int64_t rows_left = w->input[0] - 2 * w->output[0];
  for (int64_t row = rows * part / w->parts; row < limit; row++) {
    const int64_t start = input_row(w, row);
    const float *restrict upper = run->operand + start, *restrict lower = upper + width;
    const float *restrict source = run->source + row * w->output[1] * inner;
    float *restrict result = run->result + start, *restrict below = result + width;
    for (int64_t x = 0; x < w->output[1]; x++) {
      STRATA_VECTORIZE for (int64_t c = 0; c < inner; c++) {
        const float first = upper[c], second = upper[inner + c], third = lower[c], fourth = lower[inner + c];
        const float top = LARGER(second, first), bottom = LARGER(fourth, third);
        // The first of equal ones, and the first NaN.
        const bool is_bottom = BEATS(bottom, top), is_right = is_bottom ? BEATS(fourth, third) : BEATS(second, first);
        const float above = is_bottom ? 0.0f : source[c], under = is_bottom ? source[c] : 0.0f;
        result[c] = is_right ? 0.0f : above;
        result[inner + c] = is_right ? above : 0.0f;
        below[c] = is_right ? 0.0f : under;
        below[inner + c] = is_right ? under : 0.0f;
      }
      upper += 2 * inner, lower += 2 * inner, source += inner, result += 2 * inner, below += 2 * inner;
    }
    // What no window covers.
    memset(result, 0, (size_t)rest * sizeof(float));
    memset(below, 0, (size_t)rest * sizeof(float));
    if ((row + 1) % w->output[0] == 0)
      memset(run->result + start + 2 * width, 0, (size_t)(rows_left * width) * sizeof(float));
  }
}

void strata_pool_scatter_run(const StrataWindow *window, void *const *bases) {
  Run run = make_run(window, bases);
  strata_parallel(scatter, &run, window->parts);
}
