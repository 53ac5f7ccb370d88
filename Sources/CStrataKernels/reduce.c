#include "include/strata_reduce.h"

#include "include/strata_parallel.h"
#include "internal/clones.h"
#include "internal/reduction.h"

/// How many columns are reduced at a time.
#define COLUMNS 256

typedef struct {
  const StrataReduce *reduce;
  StrataReductionKernels kernels;
  const char *operand;
  char *result, *scratch;
  int64_t size;
} Run;

STRATA_INLINE int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

STRATA_INLINE int64_t share(int64_t count, int64_t part, int64_t parts) { return count * part / parts; }

/// Reduces at most COLUMNS columns of a matrix.
static void reduce_columns(
    const Run *run, char *result, const char *matrix, int64_t rows, int64_t columns) {
  char totals[COLUMNS * STRATA_TOTAL_SIZE] __attribute__((aligned(64)));
  run->kernels.begin(totals, columns);
  run->kernels.add_columns(totals, matrix, rows, run->reduce->inner, columns);
  run->kernels.store(result, totals, columns);
}

/// Reduces rows `first..<limit` of one matrix `[length, inner]` to one row.
static void reduce_matrix(const Run *run, char *result, const char *matrix, int64_t first, int64_t limit) {
  const int64_t inner = run->reduce->inner, size = run->size;
  const char *rows = matrix + first * inner * size;
  if (inner == 1) {
    run->kernels.rows(result, rows, 1, limit - first);
    return;
  }
  for (int64_t j = 0; j < inner; j += COLUMNS)
    reduce_columns(run, result + j * size, rows + j * size, limit - first, smaller(COLUMNS, inner - j));
}

/// A part's share of the results: whole matrices, or column blocks of the only one.
static void reduce_results(void *context, int64_t part) {
  const Run *run = context;
  const StrataReduce *it = run->reduce;
  if (it->outer == 1 && it->inner > 1) {
    const int64_t blocks = (it->inner + COLUMNS - 1) / COLUMNS;
    const int64_t limit = share(blocks, part + 1, it->parts);
    for (int64_t block = share(blocks, part, it->parts); block < limit; block++) {
      const int64_t j = block * COLUMNS;
      reduce_columns(
          run, run->result + j * run->size, run->operand + j * run->size, it->length,
          smaller(COLUMNS, it->inner - j));
    }
    return;
  }
  const int64_t start = share(it->outer, part, it->parts), limit = share(it->outer, part + 1, it->parts);
  if (it->inner == 1) {
    run->kernels.rows(
        run->result + start * run->size, run->operand + start * it->length * run->size, limit - start, it->length);
    return;
  }
  for (int64_t o = start; o < limit; o++)
    reduce_matrix(
        run, run->result + o * it->inner * run->size, run->operand + o * it->length * it->inner * run->size, 0,
        it->length);
}

/// A part's share of the length of each matrix; leaves a partial result.
static void reduce_lengths(void *context, int64_t part) {
  const Run *run = context;
  const StrataReduce *it = run->reduce;
  for (int64_t o = 0; o < it->outer; o++)
    reduce_matrix(
        run, run->scratch + (o * it->parts + part) * it->inner * run->size,
        run->operand + o * it->length * it->inner * run->size, share(it->length, part, it->parts),
        share(it->length, part + 1, it->parts));
}

bool strata_reduce_splits(const StrataReduce *it) {
  if (it->parts == 1 || it->length < 4 * it->parts) return false;
  if (it->outer >= 4 * it->parts) return false;
  return it->outer > 1 || it->inner < 4 * it->parts * COLUMNS;
}

void strata_reduce_run(const StrataReduce *it, void *const *bases) {
  Run run = {
      it, strata_reduction_kernels(it->reduction, it->type), (char *)bases[it->operand.base] + it->operand.offset,
      (char *)bases[it->result.base] + it->result.offset, 0, strata_size(it->type)};
  if (!strata_reduce_splits(it)) {
    strata_parallel(reduce_results, &run, it->parts);
    return;
  }
  run.scratch = (char *)bases[it->scratch.base] + it->scratch.offset;
  strata_parallel(reduce_lengths, &run, it->parts);
  StrataReduce combine = *it;
  combine.length = it->parts;
  Run second = {&combine, run.kernels, run.scratch, run.result, 0, run.size};
  for (int64_t o = 0; o < it->outer; o++)
    reduce_matrix(
        &second, run.result + o * it->inner * run.size, run.scratch + o * it->parts * it->inner * run.size, 0,
        it->parts);
}
