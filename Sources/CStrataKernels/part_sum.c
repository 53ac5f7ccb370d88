#include "include/strata_dot.h"

#include "include/strata_parallel.h"
#include "internal/clones.h"

typedef struct {
  float *result;
  const float *parts, *bias;
  int64_t part_count, rows, columns, shares;
} Run;

STRATA_CLONES static void sum_rows(void *context, int64_t share) {
  const Run *run = context;
  const int64_t limit = run->rows * (share + 1) / run->shares;
  for (int64_t row = run->rows * share / run->shares; row < limit; row++) {
    float *result = run->result + row * run->columns;
    for (int64_t part = 0; part < run->part_count; part++) {
      const float *addend = run->parts + (part * run->rows + row) * run->columns;
      for (int64_t i = 0; i < run->columns; i++) result[i] += addend[i];
    }
    if (run->bias)
      for (int64_t i = 0; i < run->columns; i++) result[i] += run->bias[i];
  }
}

void strata_sum_parts(const StrataPartSum *sum, void *const *bases) {
  Run run = {
      (float *)((char *)bases[sum->result.base] + sum->result.offset),
      (const float *)((char *)bases[sum->parts.base] + sum->parts.offset),
      sum->has_bias ? (const float *)((char *)bases[sum->bias.base] + sum->bias.offset) : 0,
      sum->part_count, sum->rows, sum->columns,
      sum->part_count * sum->rows * sum->columns < 16384 ? 1 : strata_thread_count()};
  strata_parallel(sum_rows, &run, run.shares);
}
