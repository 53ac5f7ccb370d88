#include <string.h>

#include "include/strata_move.h"
#include "include/strata_parallel.h"
#include "internal/clones.h"

#define BLOCK 16

typedef struct {
  const StrataTranspose *transpose;
  const char *operand;
  char *result;
  /// The axis along which the operand's elements lie closest.
  int64_t near_axis;
  /// Elements of the result from one position of the near axis to the next.
  int64_t near_step;
  int64_t parts;
} Run;

STRATA_INLINE int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

/// Copies a matrix: `rows` along the near axis, `columns` along the last one.
#define COPY_MATRIX(name, type)                                                                        \
  STRATA_CLONES static void name(                                                                      \
      char *result, const char *operand, int64_t rows, int64_t columns, int64_t result_step,           \
      int64_t row_stride, int64_t column_stride) {                                                     \
    type *r = (type *)result;                                                                          \
    const type *x = (const type *)operand;                                                             \
    for (int64_t j0 = 0; j0 < columns; j0 += BLOCK) {                                                  \
      const int64_t j_limit = smaller(j0 + BLOCK, columns);                                            \
      for (int64_t i = 0; i < rows; i++) {                                                             \
        for (int64_t j = j0; j < j_limit; j++) r[i * result_step + j] = x[i * row_stride + j * column_stride];\
      }                                                                                                \
    }                                                                                                  \
  }

COPY_MATRIX(copy_matrix_8, uint8_t)
COPY_MATRIX(copy_matrix_16, uint16_t)
COPY_MATRIX(copy_matrix_32, uint32_t)
COPY_MATRIX(copy_matrix_64, uint64_t)

static void transpose_part(void *context, int64_t part) {
  const Run *run = context;
  const StrataTranspose *t = run->transpose;
  const int64_t last = t->rank - 1, near = run->near_axis, size = t->element_size;
  const int64_t rows = near == last ? 1 : t->shape[near], columns = t->shape[last];
  // Work is counted in blocks of rows of one matrix.
  const int64_t row_blocks = (rows + BLOCK - 1) / BLOCK;
  int64_t matrices = 1;
  for (int64_t axis = 0; axis < last; axis++) matrices *= axis == near ? 1 : t->shape[axis];
  const int64_t blocks = matrices * row_blocks, limit = blocks * (part + 1) / run->parts;
  for (int64_t block = blocks * part / run->parts; block < limit; block++) {
    const int64_t first_row = block % row_blocks * BLOCK;
    int64_t rest = block / row_blocks, from = 0, to = 0, step = columns;
    for (int64_t axis = last - 1; axis >= 0; axis--) {
      if (axis == near) {
        from += first_row * t->strides[axis];
        to += first_row * step;
      } else {
        from += rest % t->shape[axis] * t->strides[axis];
        to += rest % t->shape[axis] * step;
        rest /= t->shape[axis];
      }
      step *= t->shape[axis];
    }
    const char *operand = run->operand + from * size;
    char *result = run->result + to * size;
    const int64_t count = smaller(BLOCK, rows - first_row);
    const int64_t row_stride = near == last ? 0 : t->strides[near], column_stride = t->strides[last];
    switch (size) {
      case 1: copy_matrix_8(result, operand, count, columns, run->near_step, row_stride, column_stride); break;
      case 2: copy_matrix_16(result, operand, count, columns, run->near_step, row_stride, column_stride); break;
      case 4: copy_matrix_32(result, operand, count, columns, run->near_step, row_stride, column_stride); break;
      default: copy_matrix_64(result, operand, count, columns, run->near_step, row_stride, column_stride);
    }
  }
}

void strata_transpose_run(const StrataTranspose *t, void *const *bases) {
  Run run = {
      t, (const char *)bases[t->operand.base] + t->operand.offset,
      (char *)bases[t->result.base] + t->result.offset, t->rank - 1, 0, 1};
  int64_t count = 1, nearest = INT64_MAX;
  for (int64_t axis = t->rank - 1; axis >= 0; axis--) {
    const int64_t stride = t->strides[axis] < 0 ? -t->strides[axis] : t->strides[axis];
    if (stride != 0 && stride < nearest) {
      nearest = stride;
      run.near_axis = axis;
      run.near_step = count;
    }
    count *= t->shape[axis];
  }
  run.parts = count < 32768 ? 1 : strata_thread_count();
  strata_parallel(transpose_part, &run, run.parts);
}
