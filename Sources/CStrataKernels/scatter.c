#include <string.h>

#include "include/strata_move.h"
#include "include/strata_parallel.h"
#include "internal/clones.h"

/// Columns `first..<limit` of a matrix `[axis_size, row_count]` and of its updates.
typedef struct {
  const StrataScatter *scatter;
  const int32_t *indices;
  void *result;
  const void *updates;
  int64_t first, limit;
} Columns;

typedef void (*Kernel)(const Columns *columns);

#define SCATTER(name, type, ASSIGN)                                                                    \
  STRATA_CLONES static void name(const Columns *columns) {                                             \
    const int64_t axis_size = columns->scatter->axis_size, row_count = columns->scatter->row_count;    \
    const int64_t index_count = columns->scatter->index_count, count = columns->limit - columns->first;\
    const int32_t *indices = columns->indices;                                                         \
    type *result = (type *)columns->result + columns->first;                                           \
    const type *updates = (const type *)columns->updates + columns->first;                             \
    for (int64_t k = 0; k < index_count; k++) {                                                        \
      const int64_t index = indices[k];                                                                \
      if (index < 0 || index >= axis_size) continue;                                                   \
      type *r = result + index * row_count;                                                            \
      const type *x = updates + k * row_count;                                                         \
      for (int64_t j = 0; j < count; j++) r[j] ASSIGN x[j];                                            \
    }                                                                                                  \
  }

SCATTER(replace_8, uint8_t, =)
SCATTER(replace_32, uint32_t, =)
SCATTER(replace_64, uint64_t, =)
SCATTER(add_u8, uint8_t, +=)
SCATTER(add_u32, uint32_t, +=)
SCATTER(add_u64, uint64_t, +=)
SCATTER(add_f32, float, +=)
SCATTER(add_f64, double, +=)

/// There is no sum of bools, and nothing for float16 and bfloat16.
static Kernel kernel_of(StrataType type, bool adds) {
  switch (type) {
    case STRATA_BOOL: return adds ? 0 : replace_8;
    case STRATA_UINT8: return adds ? add_u8 : replace_8;
    case STRATA_INT32:
    case STRATA_UINT32: return adds ? add_u32 : replace_32;
    case STRATA_INT64: return adds ? add_u64 : replace_64;
    case STRATA_FLOAT16:
    case STRATA_BFLOAT16: return 0;
    case STRATA_FLOAT32: return adds ? add_f32 : replace_32;
    case STRATA_FLOAT64: return adds ? add_f64 : replace_64;
  }
}

typedef struct {
  const StrataScatter *scatter;
  Kernel kernel;
  const char *operand, *updates;
  const int32_t *indices;
  char *result;
  int64_t parts;
} Run;

static void copy_part(void *context, int64_t part) {
  const Run *run = context;
  const StrataScatter *it = run->scatter;
  const int64_t bytes = it->outer * it->axis_size * it->row_count * strata_size(it->type);
  const int64_t first = bytes * part / run->parts, limit = bytes * (part + 1) / run->parts;
  memcpy(run->result + first, run->operand + first, (size_t)(limit - first));
}

/// Parts share the columns of all matrices, so that each element has one writer, and all have equal work.
static void scatter_part(void *context, int64_t part) {
  const Run *run = context;
  const StrataScatter *it = run->scatter;
  const int64_t size = strata_size(it->type), columns = it->outer * it->row_count;
  const int64_t first = columns * part / run->parts, limit = columns * (part + 1) / run->parts;
  for (int64_t o = first / it->row_count; o * it->row_count < limit; o++) {
    const int64_t start = first - o * it->row_count, end = limit - o * it->row_count;
    const Columns matrix = {
        it,
        run->indices,
        run->result + o * it->axis_size * it->row_count * size,
        run->updates + o * it->index_count * it->row_count * size,
        start < 0 ? 0 : start,
        end < it->row_count ? end : it->row_count};
    run->kernel(&matrix);
  }
}

STRATA_INLINE int64_t parts_for(int64_t work) { return work < 32768 ? 1 : strata_thread_count(); }

void strata_scatter_run(const StrataScatter *it, void *const *bases) {
  Run run = {
      it,
      kernel_of(it->type, it->adds),
      (const char *)bases[it->operand.base] + it->operand.offset,
      (const char *)bases[it->updates.base] + it->updates.offset,
      (const int32_t *)((const char *)bases[it->indices.base] + it->indices.offset),
      (char *)bases[it->result.base] + it->result.offset,
      1};
  if (run.result != run.operand) {
    run.parts = parts_for(it->outer * it->axis_size * it->row_count);
    strata_parallel(copy_part, &run, run.parts);
  }
  // A part with few columns would write to the cache lines of another.
  const int64_t most = it->outer * it->row_count / 16;
  const int64_t parts = parts_for(it->outer * it->index_count * it->row_count);
  run.parts = most < 1 ? 1 : most < parts ? most : parts;
  strata_parallel(scatter_part, &run, run.parts);
}
