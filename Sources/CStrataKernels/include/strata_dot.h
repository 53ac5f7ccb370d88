#pragma once

#include "strata_types.h"

/// `[batch, rows, length] · [batch, length, columns]`, each with strides in elements, to a dense result.
typedef struct {
  StrataType type;
  StrataAddress left, right, result;
  int64_t batch, rows, length, columns;
  int64_t left_batch_stride, left_row_stride, left_column_stride;
  int64_t right_batch_stride, right_row_stride, right_column_stride;
} StrataDot;

/// For the types that oneDNN does not multiply.
void strata_dot_run(const StrataDot *dot, void *const *bases);

/// A dense float32 matrix `[rows, columns]` to which parts, one after the other in memory, and a row are added.
typedef struct {
  StrataAddress result, parts, bias;
  int64_t part_count, rows, columns;
  bool has_bias;
} StrataPartSum;

void strata_sum_parts(const StrataPartSum *sum, void *const *bases);

/// A product of float32 matrices, left `[rows, length]` and right `[length, columns]`, of which one thread computes as much
/// at a time as registers hold.
typedef struct {
  StrataAddress left, right, bias, result;
  /// For `length · columns` elements if columns of the right operand are dense instead of rows.
  StrataAddress scratch;
  int64_t rows, length, columns;
  /// In elements.
  int64_t left_row_stride, left_column_stride, right_row_stride, right_column_stride;
  bool has_bias;
} StrataSmallDot;

/// Whether the processor has the registers for it.
bool strata_has_small_dot(void);
void strata_small_dot_run(const StrataSmallDot *dot, void *const *bases);
