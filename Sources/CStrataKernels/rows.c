#include <stddef.h>
#include <string.h>

#include "include/strata_move.h"
#include "include/strata_parallel.h"

typedef struct {
  const char *table;
  const int64_t *order;
  char *result;
  int64_t row_count, row_size, parts;
} Run;

/// Rows in any order are fetched from far away, one while the one before it is copied. The processor itself sees where
/// longer ones go on.
static void prefetch_row(const Run *run, int64_t row) {
  const char *start = run->table + run->order[row] * run->row_size;
  const int64_t size = run->row_size < 4096 ? run->row_size : 4096;
  for (int64_t offset = 0; offset < size; offset += 64) __builtin_prefetch(start + offset);
}

static void copy_part(void *context, int64_t part) {
  const Run *run = context;
  const int64_t first = run->row_count * part / run->parts, limit = run->row_count * (part + 1) / run->parts;
  const size_t size = (size_t)run->row_size;
  if (!run->order) {
    memcpy(run->result + first * run->row_size, run->table + first * run->row_size, (size_t)(limit - first) * size);
    return;
  }
  for (int64_t row = first; row < limit; row++) {
    if (row + 1 < limit) prefetch_row(run, row + 1);
    memcpy(run->result + row * run->row_size, run->table + run->order[row] * run->row_size, size);
  }
}

void strata_copy_rows(const void *table, const int64_t *order, int64_t row_count, int64_t row_size, void *result,
                      int64_t most_threads) {
  const int64_t parts = row_count * row_size < 32768 ? 1 : most_threads;
  Run run = {table, order, result, row_count, row_size, parts};
  strata_parallel(copy_part, &run, parts);
}
