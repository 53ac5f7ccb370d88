#include <string.h>

#include "include/strata_move.h"
#include "include/strata_parallel.h"
#include "internal/clones.h"

typedef struct {
  const StrataBox *box;
  const char *from;
  char *to;
  int64_t rows, parts;
} Run;

#define COPY_ROW(name, type)                                                                           \
  STRATA_CLONES static void name(char *to, const char *from, int64_t to_stride, int64_t from_stride, int64_t count) {\
    type *r = (type *)to;                                                                              \
    const type *x = (const type *)from;                                                                \
    for (int64_t i = 0; i < count; i++) r[i * to_stride] = x[i * from_stride];                         \
  }

COPY_ROW(copy_row_8, uint8_t)
COPY_ROW(copy_row_32, uint32_t)
COPY_ROW(copy_row_64, uint64_t)

static void copy_rows(void *context, int64_t part) {
  const Run *run = context;
  const StrataBox *box = run->box;
  const int64_t last = box->rank - 1, size = box->element_size, count = box->shape[last];
  const int64_t to_stride = box->to_strides[last], from_stride = box->from_strides[last];
  const int64_t limit = run->rows * (part + 1) / run->parts;
  for (int64_t row = run->rows * part / run->parts; row < limit; row++) {
    int64_t rest = row, from_offset = 0, to_offset = 0;
    for (int64_t axis = last - 1; axis >= 0; axis--) {
      const int64_t at = rest % box->shape[axis];
      rest /= box->shape[axis];
      from_offset += at * box->from_strides[axis];
      to_offset += at * box->to_strides[axis];
    }
    const char *from = run->from + from_offset * size;
    char *to = run->to + to_offset * size;
    if (to_stride == 1 && from_stride == 1)
      memcpy(to, from, (size_t)(count * size));
    else if (size == 1)
      copy_row_8(to, from, to_stride, from_stride, count);
    else if (size == 4)
      copy_row_32(to, from, to_stride, from_stride, count);
    else
      copy_row_64(to, from, to_stride, from_stride, count);
  }
}

void strata_box_run(const StrataBox *box, void *const *bases) {
  Run run = {
      box, (const char *)bases[box->from.base] + box->from.offset, (char *)bases[box->to.base] + box->to.offset, 1,
      1};
  for (int64_t axis = 0; axis < box->rank - 1; axis++) run.rows *= box->shape[axis];
  int64_t offset = 0;
  for (int64_t i = 0; i < box->start_count; i++) {
    const char *memory = (const char *)bases[box->starts[i].base] + box->starts[i].offset;
    int64_t start = *(const int32_t *)memory;
    start = start < 0 ? 0 : start > box->start_limits[i] ? box->start_limits[i] : start;
    offset += start * box->start_strides[i];
  }
  if (box->starts_in_result)
    run.to += offset * box->element_size;
  else
    run.from += offset * box->element_size;
  const int64_t bytes = run.rows * box->shape[box->rank - 1] * box->element_size;
  run.parts = bytes < 131072 ? 1 : strata_thread_count();
  if (run.parts > run.rows) run.parts = 1;
  strata_parallel(copy_rows, &run, run.parts);
}

void strata_fill_run(const StrataFill *fill, void *const *bases) {
  const char *scalar = (const char *)bases[fill->scalar.base] + fill->scalar.offset;
  char *result = (char *)bases[fill->result.base] + fill->result.offset;
  switch (fill->element_size) {
    case 1: copy_row_8(result, scalar, 1, 0, fill->count); break;
    case 4: copy_row_32(result, scalar, 1, 0, fill->count); break;
    default: copy_row_64(result, scalar, 1, 0, fill->count);
  }
}
