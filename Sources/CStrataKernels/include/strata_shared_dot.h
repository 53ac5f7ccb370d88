#pragma once

#include "strata_chain.h"

/// What makes the parts of a product that threads share.
typedef enum {
  /// Outputs of a layer: `inputs · kernel`, summed over a part of the length. The first part of the sum goes to the
  /// result, the others one after the other to the scratch memory, for `strata_sum_parts`.
  STRATA_SHARED_LENGTH,
  /// The gradient of a layer's inputs: `gradient of outputs · transposed kernel`.
  STRATA_SHARED_COLUMNS,
  /// The gradient of a kernel: `transposed inputs · gradient of outputs`.
  STRATA_SHARED_ROWS,
} StrataSharedAxis;

/// A product of float32 matrices, left `[rows, length]` and right `[length, columns]`, of which each thread computes a
/// part that is fixed: with a kernel `[inputs, units]`, what has to do with the same inputs in all products of a training
/// step.
typedef struct {
  StrataSharedAxis axis;
  StrataAddress left, right, result, scratch;
  int64_t rows, length, columns;
  /// Elements from one dense row, or, of what is transposed, from one dense column to the next.
  int64_t left_stride, right_stride;
  int64_t parts;
  /// Whether a kernel is updated: `update` is run on some rows of the gradient at a time, which are handed over to it,
  /// and the gradient has no other place. Otherwise the gradient is the result.
  bool updates;
  const StrataChain *update;
} StrataSharedDot;

/// Whether the processor has the registers for it.
bool strata_has_shared_dot(void);

/// The bytes of scratch memory that a product needs.
int64_t strata_shared_dot_scratch(const StrataSharedDot *dot);

void strata_shared_dot_run(const StrataSharedDot *dot, void *const *bases);
