#pragma once

#include <immintrin.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "clones.h"

// A product of float32 matrices in tiles, results that registers hold. Each takes a panel, some rows of the left operand,
// and a strip, some columns of the right one, both copied from where they lie to memory that is dense: there, what a tile
// reads lies in few cache lines that do not displace each other, whatever the strides of the operands.

#define WITH_WIDE_VECTORS __attribute__((target("avx512f,prfchw")))

/// The rows and columns of the largest tile: with 28 of the 32 registers for sums, a tile needs few loads.
enum { TILE_ROWS = 14, TILE_COLUMNS = 32 };
/// The longest panel of dense rows, and the elements from one of its rows to the next: no multiple of what the ways of a
/// cache are apart.
enum { PANEL_LENGTH = 512, PANEL_STRIDE = PANEL_LENGTH + 16 };

/// What will be read next, and is brought into the second-level cache while tiles are computed: rows of some pieces of
/// 128 bytes.
typedef struct {
  const char *next;
  int64_t pieces_per_row, piece, row_stride;
  int64_t left;
} Ahead;

STRATA_INLINE Ahead rows_ahead(const float *first, int64_t rows, int64_t row_elements, int64_t stride) {
  const int64_t pieces = (row_elements * 4 + 127) / 128;
  return (Ahead){(const char *)first, pieces, 0, stride * 4, rows * pieces};
}

STRATA_INLINE void ask_for(Ahead *ahead, int64_t pieces) {
  for (; pieces > 0 && ahead->left > 0; pieces--, ahead->left--) {
    const char *piece = ahead->next + ahead->piece * 128;
    __builtin_prefetch(piece, 0, 2);
    __builtin_prefetch(piece + 64, 0, 2);
    if (++ahead->piece == ahead->pieces_per_row) {
      ahead->piece = 0;
      ahead->next += ahead->row_stride;
    }
  }
}

typedef struct {
  const float *panel, *strip;
  float *result;
  int64_t result_stride, length, columns;
  /// Whether the product is added to what is there.
  bool adds;
  Ahead *ahead;
  /// How many pieces to ask for with each `TILE_CHUNK` of the length.
  int64_t pieces;
} Tile;

enum { TILE_CHUNK = 8 };

/// How many pieces to ask for with each chunk so that so many tiles ask for all.
STRATA_INLINE int64_t pieces_per_chunk(const Ahead *ahead, int64_t tiles, int64_t length) {
  const int64_t chunks = tiles * ((length + TILE_CHUNK - 1) / TILE_CHUNK);
  return (ahead->left + chunks - 1) / chunks;
}

WITH_WIDE_VECTORS STRATA_INLINE __mmask16 lanes_of(int64_t count) {
  return (__mmask16)(count >= 16 ? 0xffff : count <= 0 ? 0 : (1 << count) - 1);
}

/// Multiplies a panel of which element (row, k) lies at `row · row_stride + k · column_stride`. All but the tile are
/// constants.
WITH_WIDE_VECTORS STRATA_INLINE void multiply_tile(const Tile *tile, int rows, int row_stride, int column_stride) {
  const __mmask16 first = lanes_of(tile->columns), second = lanes_of(tile->columns - 16);
  __m512 sums[TILE_ROWS][2];
#pragma unroll
  for (int i = 0; i < rows; i++) {
    float *result = tile->result + i * tile->result_stride;
    sums[i][0] = tile->adds ? _mm512_maskz_loadu_ps(first, result) : _mm512_setzero_ps();
    sums[i][1] = tile->adds ? _mm512_maskz_loadu_ps(second, result + 16) : _mm512_setzero_ps();
    // The results may be in the cache of another processor, which takes time to give them up.
    __builtin_prefetch(result, 1);
    __builtin_prefetch(result + 16, 1);
  }
  const float *panel = tile->panel, *strip = tile->strip;
#pragma clang loop unroll(disable)
  for (int64_t k = 0; k < tile->length; k++) {
    if (k % TILE_CHUNK == 0) ask_for(tile->ahead, tile->pieces);
    const __m512 x = _mm512_loadu_ps(strip), y = _mm512_loadu_ps(strip + 16);
#pragma unroll
    for (int i = 0; i < rows; i++) {
      const __m512 factor = _mm512_set1_ps(panel[i * row_stride]);
      sums[i][0] = _mm512_fmadd_ps(factor, x, sums[i][0]);
      sums[i][1] = _mm512_fmadd_ps(factor, y, sums[i][1]);
    }
    panel += column_stride;
    strip += TILE_COLUMNS;
  }
#pragma unroll
  for (int i = 0; i < rows; i++) {
    float *result = tile->result + i * tile->result_stride;
    _mm512_mask_storeu_ps(result, first, sums[i][0]);
    _mm512_mask_storeu_ps(result + 16, second, sums[i][1]);
  }
}

#define TILE_CASES(row_stride, column_stride)                       \
  switch (rows) {                                                   \
    case 1: return multiply_tile(tile, 1, row_stride, column_stride);   \
    case 2: return multiply_tile(tile, 2, row_stride, column_stride);   \
    case 3: return multiply_tile(tile, 3, row_stride, column_stride);   \
    case 4: return multiply_tile(tile, 4, row_stride, column_stride);   \
    case 5: return multiply_tile(tile, 5, row_stride, column_stride);   \
    case 6: return multiply_tile(tile, 6, row_stride, column_stride);   \
    case 7: return multiply_tile(tile, 7, row_stride, column_stride);   \
    case 8: return multiply_tile(tile, 8, row_stride, column_stride);   \
    case 9: return multiply_tile(tile, 9, row_stride, column_stride);   \
    case 10: return multiply_tile(tile, 10, row_stride, column_stride); \
    case 11: return multiply_tile(tile, 11, row_stride, column_stride); \
    case 12: return multiply_tile(tile, 12, row_stride, column_stride); \
    case 13: return multiply_tile(tile, 13, row_stride, column_stride); \
    default: return multiply_tile(tile, 14, row_stride, column_stride); \
  }

/// With a panel of dense rows.
WITH_WIDE_VECTORS static void multiply_rows(const Tile *tile, int64_t rows) { TILE_CASES(PANEL_STRIDE, 1) }

/// With a panel of dense columns.
WITH_WIDE_VECTORS static void multiply_columns(const Tile *tile, int64_t rows) { TILE_CASES(1, TILE_ROWS) }

// MARK: Panels and strips

/// How many tiles some rows make. They have about the same number of rows.
STRATA_INLINE int64_t tile_count(int64_t rows) { return (rows + TILE_ROWS - 1) / TILE_ROWS; }

STRATA_INLINE int64_t tile_start(int64_t rows, int64_t tiles, int64_t tile) { return rows * tile / tiles; }

/// Copies dense rows to a panel of dense rows.
STRATA_INLINE void copy_dense_rows(float *panel, const float *from, int64_t stride, int64_t rows, int64_t length) {
  for (int64_t i = 0; i < rows; i++) memcpy(panel + i * PANEL_STRIDE, from + i * stride, (size_t)length * 4);
}

/// Copies dense columns to a panel of dense columns. It has room for two elements more.
WITH_WIDE_VECTORS static void copy_dense_columns(
    float *panel, const float *from, int64_t stride, int64_t rows, int64_t length) {
  const __mmask16 lanes = lanes_of(rows);
  for (int64_t k = 0; k < length; k++)
    _mm512_storeu_ps(panel + k * TILE_ROWS, _mm512_maskz_loadu_ps(lanes, from + k * stride));
}

/// Copies columns of dense rows to a strip, with zeros behind the last.
WITH_WIDE_VECTORS static void copy_strip(
    float *strip, const float *from, int64_t stride, int64_t columns, int64_t length) {
  const __mmask16 first = lanes_of(columns), second = lanes_of(columns - 16);
  for (int64_t k = 0; k < length; k++) {
    _mm512_storeu_ps(strip + k * TILE_COLUMNS, _mm512_maskz_loadu_ps(first, from + k * stride));
    _mm512_storeu_ps(strip + k * TILE_COLUMNS + 16, _mm512_maskz_loadu_ps(second, from + k * stride + 16));
  }
}

/// Makes columns of rows, up to 16 of each.
WITH_WIDE_VECTORS STRATA_INLINE void transpose_block(
    float *to, int64_t to_stride, int64_t to_columns, const float *from, int64_t from_stride, int64_t rows,
    int64_t columns) {
  const __mmask16 lanes = lanes_of(columns);
  __m512 a[16], b[16];
#pragma unroll
  for (int i = 0; i < 16; i++) a[i] = i < rows ? _mm512_maskz_loadu_ps(lanes, from + i * from_stride) : _mm512_setzero_ps();
  // Pairs of rows, then of pairs of rows, are interleaved, and then blocks of four columns.
#pragma unroll
  for (int i = 0; i < 16; i += 2) {
    b[i] = _mm512_unpacklo_ps(a[i], a[i + 1]);
    b[i + 1] = _mm512_unpackhi_ps(a[i], a[i + 1]);
  }
#pragma unroll
  for (int i = 0; i < 16; i += 4) {
#pragma unroll
    for (int j = 0; j < 2; j++) {
      const __m512d x = _mm512_castps_pd(b[i + j]), y = _mm512_castps_pd(b[i + j + 2]);
      a[i + 2 * j] = _mm512_castpd_ps(_mm512_unpacklo_pd(x, y));
      a[i + 2 * j + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(x, y));
    }
  }
#pragma unroll
  for (int i = 0; i < 4; i++) {
    b[i] = _mm512_shuffle_f32x4(a[i], a[i + 4], 0x88);
    b[i + 4] = _mm512_shuffle_f32x4(a[i], a[i + 4], 0xdd);
    b[i + 8] = _mm512_shuffle_f32x4(a[i + 8], a[i + 12], 0x88);
    b[i + 12] = _mm512_shuffle_f32x4(a[i + 8], a[i + 12], 0xdd);
  }
#pragma unroll
  for (int i = 0; i < 8; i++) {
    a[i] = _mm512_shuffle_f32x4(b[i], b[i + 8], 0x88);
    a[i + 8] = _mm512_shuffle_f32x4(b[i], b[i + 8], 0xdd);
  }
  const __mmask16 stored = lanes_of(to_columns);
#pragma unroll
  for (int i = 0; i < 16; i++)
    if (i < columns) _mm512_mask_storeu_ps(to + i * to_stride, stored, a[i]);
}
