#include <string.h>

#include "include/strata_move.h"
#include "include/strata_parallel.h"
#include "internal/clones.h"

typedef struct {
  const StrataScatter *scatter;
  const char *operand, *updates;
  const int32_t *indices;
  char *result;
  int64_t parts;
} Run;

#define ADD_ROW(name, type)                                                                            \
  STRATA_CLONES static void name(void *result, const void *update, int64_t count) {                    \
    type *r = result;                                                                                  \
    const type *x = update;                                                                            \
    STRATA_VECTORIZE for (int64_t i = 0; i < count; i++) r[i] += x[i];                                 \
  }

ADD_ROW(add_row_u8, uint8_t)
ADD_ROW(add_row_u32, uint32_t)
ADD_ROW(add_row_u64, uint64_t)
ADD_ROW(add_row_f32, float)
ADD_ROW(add_row_f64, double)

/// A part owns a range of the axis, so that equal indices are met in order by one part.
static void scatter_part(void *context, int64_t part) {
  static void (*const add_row[])(void *, const void *, int64_t) = {
      add_row_u8, add_row_u8, add_row_u32, add_row_u32, add_row_u64, add_row_f32, add_row_f64};
  const Run *run = context;
  const StrataScatter *s = run->scatter;
  const int64_t first = s->axis_size * part / run->parts, limit = s->axis_size * (part + 1) / run->parts;
  const int64_t row_size = s->row_count * strata_size(s->type);
  for (int64_t o = 0; o < s->outer; o++) {
    char *result = run->result + o * s->axis_size * row_size;
    const char *operand = run->operand + o * s->axis_size * row_size;
    const char *updates = run->updates + o * s->index_count * row_size;
    if (result != operand)
      memcpy(result + first * row_size, operand + first * row_size, (size_t)((limit - first) * row_size));
    for (int64_t i = 0; i < s->index_count; i++) {
      const int64_t index = run->indices[i];
      if (index < first || index >= limit) continue;
      char *row = result + index * row_size;
      const char *update = updates + i * row_size;
      if (s->adds)
        add_row[s->type](row, update, s->row_count);
      else
        memcpy(row, update, (size_t)row_size);
    }
  }
}

void strata_scatter_run(const StrataScatter *s, void *const *bases) {
  const int64_t work = s->outer * (s->axis_size + s->index_count) * s->row_count;
  Run run = {
      s, (const char *)bases[s->operand.base] + s->operand.offset,
      (const char *)bases[s->updates.base] + s->updates.offset,
      (const int32_t *)((const char *)bases[s->indices.base] + s->indices.offset),
      (char *)bases[s->result.base] + s->result.offset, work < 32768 ? 1 : strata_thread_count()};
  strata_parallel(scatter_part, &run, run.parts);
}
