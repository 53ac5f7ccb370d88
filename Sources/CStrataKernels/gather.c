#include <string.h>

#include "include/strata_move.h"
#include "include/strata_parallel.h"
#include "internal/clones.h"

typedef struct {
  const StrataGather *gather;
  const char *table;
  const int32_t *indices;
  char *result;
  int64_t parts;
} Run;

static void gather_part(void *context, int64_t part) {
  const Run *run = context;
  const StrataGather *g = run->gather;
  const int64_t rows = g->outer * g->index_count, limit = rows * (part + 1) / run->parts;
  for (int64_t row = rows * part / run->parts; row < limit; row++) {
    int64_t index = run->indices[row % g->index_count];
    index = index < 0 ? 0 : index >= g->axis_size ? g->axis_size - 1 : index;
    const char *from = run->table + (row / g->index_count * g->axis_size + index) * g->row_size;
    memcpy(run->result + row * g->row_size, from, (size_t)g->row_size);
  }
}

void strata_gather_run(const StrataGather *gather, void *const *bases) {
  const int64_t bytes = gather->outer * gather->index_count * gather->row_size;
  Run run = {
      gather, (const char *)bases[gather->table.base] + gather->table.offset,
      (const int32_t *)((const char *)bases[gather->indices.base] + gather->indices.offset),
      (char *)bases[gather->result.base] + gather->result.offset, bytes < 65536 ? 1 : strata_thread_count()};
  strata_parallel(gather_part, &run, run.parts);
}
