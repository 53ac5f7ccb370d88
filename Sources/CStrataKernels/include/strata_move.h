#pragma once

#include "strata_types.h"

/// Rows of a table `[outer, axis_size, row]` to `[outer, index_count, row]`; indices are clamped.
typedef struct {
  StrataAddress table, indices, result;
  int64_t outer, axis_size, index_count;
  /// In bytes.
  int64_t row_size;
} StrataGather;

void strata_gather_run(const StrataGather *gather, void *const *bases);

/// A strided view to dense memory, by blocks that suit both orders.
typedef struct {
  StrataAddress operand, result;
  int64_t element_size;
  int64_t rank;
  int64_t shape[STRATA_MAXIMUM_RANK];
  /// Of the operand, in elements.
  int64_t strides[STRATA_MAXIMUM_RANK];
} StrataTranspose;

void strata_transpose_run(const StrataTranspose *transpose, void *const *bases);
