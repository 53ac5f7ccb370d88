#pragma once

#include "strata_reduce.h"

/// Windows that move over the middle axes of `[outer, input…, inner]`.
typedef struct {
  StrataReduction reduction;
  StrataType type;
  /// The tensor that the windows move over; for select-and-scatter also what is scattered.
  StrataAddress operand, source, result;
  int64_t outer, inner;
  /// At least one, at most `STRATA_MAXIMUM_RANK`.
  int64_t rank;
  int64_t input[STRATA_MAXIMUM_RANK], output[STRATA_MAXIMUM_RANK];
  int64_t size[STRATA_MAXIMUM_RANK], strides[STRATA_MAXIMUM_RANK], padding[STRATA_MAXIMUM_RANK];
  /// For `strata_pool_run`: the results are at least this, 0 for a ReLU and −∞ for none.
  float least;
  int64_t parts;
  /// `strata_window_scratch` bytes for each part.
  StrataAddress scratch;
} StrataWindow;

/// Bytes of scratch memory that a part needs.
int64_t strata_window_scratch(const StrataWindow *window);

void strata_reduce_window_run(const StrataWindow *window, void *const *bases);

void strata_select_and_scatter_run(const StrataWindow *window, void *const *bases);

/// Whether the two functions below take the windows: `float32`, 2 × 2, side by side.
bool strata_window_is_pool(const StrataWindow *window);

/// The maxima over the windows.
void strata_pool_run(const StrataWindow *window, void *const *bases);

/// Puts each element of the source where the first maximum of its window is.
void strata_pool_scatter_run(const StrataWindow *window, void *const *bases);
