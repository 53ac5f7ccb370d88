#include "include/strata_dot.h"
#include "internal/clones.h"

// Products of so few numbers that a library spends most of the time on what is around them. The results that registers
// hold are computed at once: each element of the left operand is multiplied with some vectors of a row of the right one.

#if defined(__x86_64__) && defined(__linux__)

#include <immintrin.h>

#define WITH_WIDE_VECTORS __attribute__((target("avx512f")))

/// The part of a product that registers hold, and its operands from there on.
typedef struct {
  const float *left, *right, *bias;
  float *result;
  const StrataSmallDot *dot;
  /// The columns of the last vector.
  __mmask16 last;
} Tile;

WITH_WIDE_VECTORS STRATA_INLINE void multiply(const Tile *tile, int rows, int vectors) {
  const StrataSmallDot *d = tile->dot;
  const int64_t row_stride = d->left_row_stride, column_stride = d->left_column_stride;
  __m512 sums[8][4];
#pragma unroll
  for (int j = 0; j < vectors; j++) {
    const __mmask16 lanes = j + 1 < vectors ? 0xffff : tile->last;
    const __m512 start = tile->bias ? _mm512_maskz_loadu_ps(lanes, tile->bias + 16 * j) : _mm512_setzero_ps();
#pragma unroll
    for (int i = 0; i < rows; i++) sums[i][j] = start;
  }
  const float *left = tile->left, *right = tile->right;
  for (int64_t k = 0; k < d->length; k++) {
    __m512 factors[4];
#pragma unroll
    for (int j = 0; j < vectors; j++)
      factors[j] = _mm512_maskz_loadu_ps(j + 1 < vectors ? 0xffff : tile->last, right + 16 * j);
#pragma unroll
    for (int i = 0; i < rows; i++) {
      const __m512 factor = _mm512_set1_ps(left[i * row_stride]);
#pragma unroll
      for (int j = 0; j < vectors; j++) sums[i][j] = _mm512_fmadd_ps(factor, factors[j], sums[i][j]);
    }
    left += column_stride;
    right += d->right_row_stride;
  }
#pragma unroll
  for (int i = 0; i < rows; i++) {
#pragma unroll
    for (int j = 0; j < vectors; j++) {
      float *result = tile->result + i * d->columns + 16 * j;
      if (j + 1 < vectors)
        _mm512_storeu_ps(result, sums[i][j]);
      else
        _mm512_mask_storeu_ps(result, tile->last, sums[i][j]);
    }
  }
}

/// Multiplies the next rows, as many as there are registers for.
#define ROWS(vectors, most)                                 \
  {                                                         \
    if (rows >= most) return multiply(tile, most, vectors), most; \
    if (rows >= 4) return multiply(tile, 4, vectors), 4;    \
    if (rows >= 2) return multiply(tile, 2, vectors), 2;    \
    return multiply(tile, 1, vectors), 1;                   \
  }

WITH_WIDE_VECTORS static int64_t multiply_rows(const Tile *tile, int64_t rows, int64_t vectors) {
  switch (vectors) {
    case 1: ROWS(1, 8)
    case 2: ROWS(2, 8)
    case 3: ROWS(3, 8)
    default: ROWS(4, 6)
  }
}

STRATA_INLINE float *resolve(StrataAddress address, void *const *bases) {
  return (float *)((char *)bases[address.base] + address.offset);
}

/// Copies a matrix of dense columns row by row.
static const float *copy_rows(const StrataSmallDot *dot, const float *right, float *rows) {
  for (int64_t j = 0; j < dot->columns; j++)
    for (int64_t k = 0; k < dot->length; k++) rows[k * dot->columns + j] = right[j * dot->right_column_stride + k];
  return rows;
}

WITH_WIDE_VECTORS void strata_small_dot_run(const StrataSmallDot *dot, void *const *bases) {
  const float *left = resolve(dot->left, bases), *right = resolve(dot->right, bases);
  const float *bias = dot->has_bias ? resolve(dot->bias, bases) : 0;
  float *result = resolve(dot->result, bases);
  StrataSmallDot d = *dot;
  if (d.right_column_stride != 1) {
    right = copy_rows(dot, right, resolve(dot->scratch, bases));
    d.right_row_stride = d.columns;
  }
  for (int64_t column = 0; column < d.columns; column += 64) {
    const int64_t columns = d.columns - column < 64 ? d.columns - column : 64, vectors = (columns + 15) / 16;
    const __mmask16 last = (__mmask16)(0xffff >> (16 * vectors - columns));
    for (int64_t row = 0; row < d.rows;) {
      const Tile tile = {
          left + row * d.left_row_stride, right + column, bias ? bias + column : 0,
          result + row * d.columns + column, &d, last,
      };
      row += multiply_rows(&tile, d.rows - row, vectors);
    }
  }
}

bool strata_has_small_dot(void) { return __builtin_cpu_supports("avx512f"); }

#else

void strata_small_dot_run(const StrataSmallDot *dot, void *const *bases) {
  (void)dot;
  (void)bases;
}

bool strata_has_small_dot(void) { return false; }

#endif
