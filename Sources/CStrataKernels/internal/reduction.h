#pragma once

#include "../include/strata_reduce.h"

typedef struct {
  /// Bytes of a total, in which elements may be combined with more digits than they have.
  int64_t total_size;
  /// Reduces each row of a matrix.
  void (*rows)(void *result, const void *operand, int64_t rows, int64_t length);
  /// Sets totals to what changes nothing.
  void (*begin)(void *totals, int64_t count);
  /// Combines a total with the elements of a row.
  void (*add_row)(void *total, const void *operand, int64_t length);
  /// Combines a total for each column of a matrix with its elements.
  void (*add_columns)(void *totals, const void *operand, int64_t rows, int64_t stride, int64_t columns);
  void (*combine)(void *totals, const void *others, int64_t count);
  void (*store)(void *result, const void *totals, int64_t count);
} StrataReductionKernels;

StrataReductionKernels strata_reduction_kernels(StrataReduction reduction, StrataType type);
