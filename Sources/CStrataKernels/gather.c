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

/// Gathers rows `row..<limit`, each of which `COPY(to, from)` copies.
#define GATHER_ROWS(COPY)                                                                              \
  for (; row < limit; row++) {                                                                         \
    int64_t index = run->indices[k];                                                                   \
    index = index < 0 ? 0 : index >= g->axis_size ? g->axis_size - 1 : index;                          \
    COPY(run->result + row * g->row_size, table + index * g->row_size);                                \
    if (++k == g->index_count) {                                                                       \
      k = 0;                                                                                           \
      table += g->axis_size * g->row_size;                                                             \
    }                                                                                                  \
  }

// A constant size makes one instruction of a copy.
#define COPY_1(to, from) memcpy(to, from, 1)
#define COPY_2(to, from) memcpy(to, from, 2)
#define COPY_4(to, from) memcpy(to, from, 4)
#define COPY_8(to, from) memcpy(to, from, 8)
#define COPY_BYTES(to, from) memcpy(to, from, (size_t)g->row_size)

static void gather_part(void *context, int64_t part) {
  const Run *run = context;
  const StrataGather *g = run->gather;
  const int64_t rows = g->outer * g->index_count, limit = rows * (part + 1) / run->parts;
  int64_t row = rows * part / run->parts, k = row % g->index_count;
  const char *table = run->table + row / g->index_count * g->axis_size * g->row_size;
  switch (g->row_size) {
    case 1: GATHER_ROWS(COPY_1) break;
    case 2: GATHER_ROWS(COPY_2) break;
    case 4: GATHER_ROWS(COPY_4) break;
    case 8: GATHER_ROWS(COPY_8) break;
    default: GATHER_ROWS(COPY_BYTES)
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
