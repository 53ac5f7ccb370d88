#include <string.h>

#include "include/strata_move.h"
#include "include/strata_parallel.h"
#include "internal/clones.h"

typedef struct {
  const StrataPad *pad;
  const char *operand, *filling;
  char *result;
  int64_t parts;
} Run;

#define FILL(type)                                                                                     \
  {                                                                                                    \
    const type value = *(const type *)filling;                                                         \
    for (int64_t i = 0; i < count; i++) ((type *)result)[i] = value;                                   \
    break;                                                                                             \
  }

STRATA_CLONES static void fill(char *result, const char *filling, int64_t size, int64_t count) {
  switch (size) {
    case 1: FILL(uint8_t)
    case 2: FILL(uint16_t)
    case 4: FILL(uint32_t)
    default: FILL(uint64_t)
  }
}

/// The element of an axis at a place of the result, or −1 if there is filling.
STRATA_INLINE int64_t element(const StrataPad *it, int64_t axis, int64_t place) {
  const int64_t distance = place - it->low[axis], step = it->interior[axis] + 1;
  if (distance < 0 || distance % step != 0 || distance / step >= it->operand_shape[axis]) return -1;
  return distance / step;
}

/// Writes a row of the result, whose elements come from a row of the operand.
static void pad_row(const Run *run, char *result, const char *operand) {
  const StrataPad *it = run->pad;
  const int64_t axis = it->rank - 1, low = it->low[axis], step = it->interior[axis] + 1;
  const int64_t length = it->result_shape[axis], size = it->element_size, bytes = it->run * size;
  // The elements that are not taken away, and the places of the first and after the last.
  const int64_t first = low < 0 ? (-low + step - 1) / step : 0;
  const int64_t fitting = (length - low + step - 1) / step;
  const int64_t limit = fitting < it->operand_shape[axis] ? fitting : it->operand_shape[axis];
  if (first >= limit) {
    fill(result, run->filling, size, length * it->run);
    return;
  }
  const int64_t start = low + first * step, end = low + (limit - 1) * step + 1;
  fill(result, run->filling, size, start * it->run);
  if (step == 1) {
    memcpy(result + start * bytes, operand + first * bytes, (size_t)((limit - first) * bytes));
  } else {
    for (int64_t i = first; i < limit; i++) {
      char *place = result + (low + i * step) * bytes;
      memcpy(place, operand + i * bytes, (size_t)bytes);
      if (i + 1 < limit) fill(place + bytes, run->filling, size, (step - 1) * it->run);
    }
  }
  fill(result + end * bytes, run->filling, size, (length - end) * it->run);
}

static void pad_part(void *context, int64_t part) {
  const Run *run = context;
  const StrataPad *it = run->pad;
  const int64_t last = it->rank - 1, size = it->element_size;
  const int64_t row = it->result_shape[last] * it->run, operand_row = it->operand_shape[last] * it->run;
  int64_t rows = 1;
  for (int64_t axis = 0; axis < last; axis++) rows *= it->result_shape[axis];
  const int64_t limit = rows * (part + 1) / run->parts;
  for (int64_t r = rows * part / run->parts; r < limit; r++) {
    int64_t rest = r, stride = 1, from = 0;
    bool holds_elements = true;
    for (int64_t axis = last - 1; axis >= 0; axis--) {
      const int64_t index = element(it, axis, rest % it->result_shape[axis]);
      holds_elements = holds_elements && index >= 0;
      from += index * stride;
      stride *= it->operand_shape[axis];
      rest /= it->result_shape[axis];
    }
    char *result = run->result + r * row * size;
    if (holds_elements)
      pad_row(run, result, run->operand + from * operand_row * size);
    else
      fill(result, run->filling, size, row);
  }
}

void strata_pad_run(const StrataPad *it, void *const *bases) {
  int64_t bytes = it->run * it->element_size;
  for (int64_t axis = 0; axis < it->rank; axis++) bytes *= it->result_shape[axis];
  Run run = {
      it,
      (const char *)bases[it->operand.base] + it->operand.offset,
      (const char *)bases[it->filling.base] + it->filling.offset,
      (char *)bases[it->result.base] + it->result.offset,
      bytes < 131072 ? 1 : strata_thread_count()};
  strata_parallel(pad_part, &run, run.parts);
}
