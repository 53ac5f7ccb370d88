#pragma once

#include "strata_types.h"

typedef enum {
  STRATA_REDUCE_SUM, STRATA_REDUCE_PRODUCT, STRATA_REDUCE_MAXIMUM, STRATA_REDUCE_MINIMUM,
  STRATA_REDUCE_AND, STRATA_REDUCE_OR,
} StrataReduction;

/// The most bytes that the total of some elements takes, in which they are combined with more digits than they have.
#define STRATA_TOTAL_SIZE 8

/// `[outer, length, inner]` to `[outer, inner]`.
typedef struct {
  StrataReduction reduction;
  StrataType type;
  StrataAddress operand, result;
  int64_t outer, length, inner;
  int64_t parts;
  /// Room for `parts` results, used if `strata_reduce_splits`.
  StrataAddress scratch;
} StrataReduce;

/// Whether the parts share the length of the reduction, rather than its results.
bool strata_reduce_splits(const StrataReduce *reduce);

void strata_reduce_run(const StrataReduce *reduce, void *const *bases);
