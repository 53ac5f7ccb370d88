#include <string.h>

#include "include/strata_move.h"
#include "include/strata_parallel.h"
#include "internal/clones.h"

typedef struct {
  const StrataBox *box;
  const char *from;
  char *to;
  int64_t count, parts;
} Run;

#define COPY_ROW(name, type)                                                                           \
  STRATA_CLONES static void name(                                                                      \
      char *to, const char *from, int64_t to_stride, int64_t from_stride, int64_t count) {             \
    type *r = (type *)to;                                                                              \
    const type *x = (const type *)from;                                                                \
    for (int64_t i = 0; i < count; i++) r[i * to_stride] = x[i * from_stride];                         \
  }

COPY_ROW(copy_row_8, uint8_t)
COPY_ROW(copy_row_16, uint16_t)
COPY_ROW(copy_row_32, uint32_t)
COPY_ROW(copy_row_64, uint64_t)

static void copy_row(
    char *to, const char *from, int64_t to_stride, int64_t from_stride, int64_t size, int64_t count) {
  if (to_stride == 1 && from_stride == 1)
    memcpy(to, from, (size_t)(count * size));
  else if (size == 1)
    copy_row_8(to, from, to_stride, from_stride, count);
  else if (size == 2)
    copy_row_16(to, from, to_stride, from_stride, count);
  else if (size == 4)
    copy_row_32(to, from, to_stride, from_stride, count);
  else
    copy_row_64(to, from, to_stride, from_stride, count);
}

/// Parts share the elements, so that a single long row has work for all.
static void copy_part(void *context, int64_t part) {
  const Run *run = context;
  const StrataBox *box = run->box;
  const int64_t last = box->rank - 1, size = box->element_size;
  const int64_t first = run->count * part / run->parts, limit = run->count * (part + 1) / run->parts;
  int64_t place[STRATA_MAXIMUM_RANK], from = 0, to = 0, rest = first;
  for (int64_t axis = last; axis >= 0; axis--) {
    place[axis] = rest % box->shape[axis];
    rest /= box->shape[axis];
    from += place[axis] * box->from_strides[axis];
    to += place[axis] * box->to_strides[axis];
  }
  int64_t left = limit - first;
  while (left > 0) {
    const int64_t row = box->shape[last] - place[last], count = left < row ? left : row;
    copy_row(
        run->to + to * size, run->from + from * size, box->to_strides[last], box->from_strides[last], size,
        count);
    left -= count;
    from -= place[last] * box->from_strides[last];
    to -= place[last] * box->to_strides[last];
    place[last] = 0;
    for (int64_t axis = last - 1; axis >= 0; axis--) {
      from += box->from_strides[axis];
      to += box->to_strides[axis];
      if (++place[axis] < box->shape[axis]) break;
      from -= box->shape[axis] * box->from_strides[axis];
      to -= box->shape[axis] * box->to_strides[axis];
      place[axis] = 0;
    }
  }
}

void strata_box_run(const StrataBox *box, void *const *bases) {
  Run run = {
      box, (const char *)bases[box->from.base] + box->from.offset,
      (char *)bases[box->to.base] + box->to.offset, 1, 1};
  for (int64_t axis = 0; axis < box->rank; axis++) run.count *= box->shape[axis];
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
  run.parts = run.count * box->element_size < 131072 ? 1 : strata_thread_count();
  strata_parallel(copy_part, &run, run.parts);
}
