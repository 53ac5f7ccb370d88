#pragma once

#include "strata_types.h"

/// `[outer, length, inner]` to the `int32` positions `[outer, inner]` of the largest or smallest elements.
typedef struct {
  StrataType type;
  bool finds_maximum;
  StrataAddress operand, result;
  int64_t outer, length, inner;
} StrataArgReduce;

void strata_arg_reduce_run(const StrataArgReduce *arg_reduce, void *const *bases);

/// Sorts `[outer, length, inner]` along the middle axis.
typedef struct {
  StrataType type;
  bool descending;
  StrataAddress operand, result, positions;
  int64_t outer, length, inner;
  int64_t parts;
  StrataAddress scratch;
} StrataSort;

/// Bytes of scratch memory that a part needs.
int64_t strata_sort_scratch(const StrataSort *sort);
void strata_sort_run(const StrataSort *sort, void *const *bases);
