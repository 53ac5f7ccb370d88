#include "include/strata_order.h"

#include <string.h>

#include "include/strata_parallel.h"
#include "internal/clones.h"

// MARK: Position of the extreme

typedef struct {
  const StrataArgReduce *reduce;
  const char *operand;
  int32_t *result;
  int64_t parts;
} ArgRun;

/// Whether x takes the place of the best so far: NaN does, but only from a number.
#define ABOVE(x, best) (!((x) <= (best)) && (best) == (best))
#define BELOW(x, best) (!((x) >= (best)) && (best) == (best))

#define ARG_REDUCE(name, type, BEATS)                                                                  \
  static void name(void *context, int64_t part) {                                                      \
    const ArgRun *run = context;                                                                       \
    const StrataArgReduce *it = run->reduce;                                                           \
    const int64_t count = it->outer * it->inner, limit = count * (part + 1) / run->parts;              \
    for (int64_t i = count * part / run->parts; i < limit; i++) {                                      \
      const type *xs =                                                                                 \
          (const type *)run->operand + i / it->inner * it->length * it->inner + i % it->inner;         \
      int32_t position = 0;                                                                            \
      type best = xs[0];                                                                               \
      for (int64_t k = 1; k < it->length; k++) {                                                       \
        const type x = xs[k * it->inner];                                                              \
        if (BEATS(x, best)) {                                                                          \
          best = x;                                                                                    \
          position = (int32_t)k;                                                                       \
        }                                                                                              \
      }                                                                                                \
      run->result[i] = position;                                                                       \
    }                                                                                                  \
  }

#define FOR_TYPES(MACRO, name, ARGUMENT)                                                               \
  MACRO(name##_u8, uint8_t, ARGUMENT)                                                                  \
  MACRO(name##_i32, int32_t, ARGUMENT)                                                                 \
  MACRO(name##_u32, uint32_t, ARGUMENT)                                                                \
  MACRO(name##_i64, int64_t, ARGUMENT)                                                                 \
  MACRO(name##_f32, float, ARGUMENT)                                                                   \
  MACRO(name##_f64, double, ARGUMENT)

#define TABLE(name) {name##_u8, name##_u8, name##_i32, name##_u32, name##_i64, name##_f32, name##_f64}

FOR_TYPES(ARG_REDUCE, arg_maximum, ABOVE)
FOR_TYPES(ARG_REDUCE, arg_minimum, BELOW)

typedef void (*Body)(void *, int64_t);

void strata_arg_reduce_run(const StrataArgReduce *it, void *const *bases) {
  static const Body maxima[] = TABLE(arg_maximum), minima[] = TABLE(arg_minimum);
  ArgRun run = {
      it, (const char *)bases[it->operand.base] + it->operand.offset,
      (int32_t *)((char *)bases[it->result.base] + it->result.offset),
      it->outer * it->length * it->inner < 16384 ? 1 : strata_thread_count()};
  strata_parallel((it->finds_maximum ? maxima : minima)[it->type], &run, run.parts);
}

// MARK: Sort

typedef struct {
  const StrataSort *sort;
  const char *operand;
  char *result, *scratch;
  int32_t *positions;
} SortRun;

/// Whether y must come before x although it stands after it. NaN comes last in either direction.
#define OUT_OF_ORDER_UP(x, y) ((y) < (x) || ((x) != (x) && (y) == (y)))
#define OUT_OF_ORDER_DOWN(x, y) ((y) > (x) || ((x) != (x) && (y) == (y)))

/// Merges runs of positions, from the bottom up: stable, and as fast on any input.
#define SORT(name, type, OUT_OF_ORDER)                                                                 \
  static void name(void *context, int64_t part) {                                                      \
    const SortRun *run = context;                                                                      \
    const StrataSort *it = run->sort;                                                                  \
    const int64_t length = it->length, rows = it->outer * it->inner, limit = rows * (part + 1) / it->parts;\
    char *scratch = run->scratch + part * strata_sort_scratch(it);                                     \
    type *xs = (type *)scratch;                                                                        \
    int32_t *from = (int32_t *)(scratch + length * (int64_t)sizeof(type)), *to = from + length;        \
    for (int64_t row = rows * part / it->parts; row < limit; row++) {                                  \
      const int64_t start = row / it->inner * length * it->inner + row % it->inner;                    \
      for (int64_t k = 0; k < length; k++) {                                                           \
        xs[k] = ((const type *)run->operand)[start + k * it->inner];                                   \
        from[k] = (int32_t)k;                                                                          \
      }                                                                                                \
      for (int64_t width = 1; width < length; width *= 2) {                                            \
        for (int64_t low = 0; low < length; low += 2 * width) {                                        \
          const int64_t middle = low + width < length ? low + width : length;                          \
          const int64_t high = low + 2 * width < length ? low + 2 * width : length;                    \
          int64_t i = low, j = middle;                                                                 \
          for (int64_t k = low; k < high; k++) {                                                       \
            const int takes_right = i == middle || (j < high && OUT_OF_ORDER(xs[from[i]], xs[from[j]]));\
            to[k] = takes_right ? from[j++] : from[i++];                                               \
          }                                                                                            \
        }                                                                                              \
        int32_t *other = from;                                                                         \
        from = to;                                                                                     \
        to = other;                                                                                    \
      }                                                                                                \
      for (int64_t k = 0; k < length; k++) {                                                           \
        ((type *)run->result)[start + k * it->inner] = xs[from[k]];                                    \
        run->positions[start + k * it->inner] = from[k];                                               \
      }                                                                                                \
    }                                                                                                  \
  }

FOR_TYPES(SORT, sort_up, OUT_OF_ORDER_UP)
FOR_TYPES(SORT, sort_down, OUT_OF_ORDER_DOWN)

int64_t strata_sort_scratch(const StrataSort *it) {
  return (it->length * (strata_size(it->type) + 8) + 63) / 64 * 64;
}

void strata_sort_run(const StrataSort *it, void *const *bases) {
  static const Body up[] = TABLE(sort_up), down[] = TABLE(sort_down);
  SortRun run = {
      it, (const char *)bases[it->operand.base] + it->operand.offset,
      (char *)bases[it->result.base] + it->result.offset, (char *)bases[it->scratch.base] + it->scratch.offset,
      (int32_t *)((char *)bases[it->positions.base] + it->positions.offset)};
  strata_parallel((it->descending ? down : up)[it->type], &run, it->parts);
}
