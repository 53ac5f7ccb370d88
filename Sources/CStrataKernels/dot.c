#include "include/strata_dot.h"

#include "include/strata_parallel.h"
#include "internal/clones.h"

typedef struct {
  const StrataDot *dot;
  const char *left, *right;
  char *result;
  int64_t parts;
} Run;

/// Computes a part's share of the rows, which are counted over the whole batch.
#define DOT(name, type)                                                                                \
  STRATA_CLONES static void name(void *context, int64_t part) {                                        \
    const Run *run = context;                                                                          \
    const StrataDot *d = run->dot;                                                                     \
    const int64_t rows = d->batch * d->rows, limit = rows * (part + 1) / run->parts;                   \
    for (int64_t row = rows * part / run->parts; row < limit; row++) {                                 \
      const int64_t batch = row / d->rows, i = row % d->rows;                                          \
      const type *left = (const type *)run->left + batch * d->left_batch_stride + i * d->left_row_stride;\
      const type *right = (const type *)run->right + batch * d->right_batch_stride;                    \
      type *result = (type *)run->result + row * d->columns;                                           \
      for (int64_t j = 0; j < d->columns; j++) result[j] = 0;                                          \
      for (int64_t k = 0; k < d->length; k++) {                                                        \
        const type x = left[k * d->left_column_stride];                                                \
        const type *ys = right + k * d->right_row_stride;                                              \
        if (d->right_column_stride == 1) {                                                             \
          for (int64_t j = 0; j < d->columns; j++) result[j] += x * ys[j];                             \
        } else {                                                                                       \
          for (int64_t j = 0; j < d->columns; j++) result[j] += x * ys[j * d->right_column_stride];    \
        }                                                                                              \
      }                                                                                                \
    }                                                                                                  \
  }

DOT(dot_u8, uint8_t)
DOT(dot_u32, uint32_t)
DOT(dot_u64, uint64_t)
DOT(dot_f32, float)
DOT(dot_f64, double)

void strata_dot_run(const StrataDot *dot, void *const *bases) {
  const int64_t work = dot->batch * dot->rows * dot->length * dot->columns;
  Run run = {
      dot, (const char *)bases[dot->left.base] + dot->left.offset,
      (const char *)bases[dot->right.base] + dot->right.offset,
      (char *)bases[dot->result.base] + dot->result.offset, work < 32768 ? 1 : strata_thread_count()};
  switch (dot->type) {
    case STRATA_BOOL:
    case STRATA_FLOAT16:
    case STRATA_BFLOAT16: return;
    case STRATA_UINT8: return strata_parallel(dot_u8, &run, run.parts);
    case STRATA_INT32:
    case STRATA_UINT32: return strata_parallel(dot_u32, &run, run.parts);
    case STRATA_INT64: return strata_parallel(dot_u64, &run, run.parts);
    case STRATA_FLOAT32: return strata_parallel(dot_f32, &run, run.parts);
    case STRATA_FLOAT64: return strata_parallel(dot_f64, &run, run.parts);
  }
}
