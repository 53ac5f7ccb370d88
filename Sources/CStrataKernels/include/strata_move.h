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

/// Copies rows of a table, those that `order` names or else the first ones, with at most so many threads. Sizes are in
/// bytes.
void strata_copy_rows(const void *table, const int64_t *order, int64_t row_count, int64_t row_size, void *result,
                      int64_t most_threads);

/// Adds or copies rows `[outer, index_count, row]` to the rows of `[outer, axis_size, row]` that indices name.
typedef struct {
  StrataType type;
  bool adds;
  /// The operand may lie where the result does.
  StrataAddress operand, indices, updates, result;
  int64_t outer, axis_size, index_count;
  /// In elements.
  int64_t row_count;
} StrataScatter;

void strata_scatter_run(const StrataScatter *scatter, void *const *bases);

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

/// A box of elements from one strided place to another.
typedef struct {
  StrataAddress from, to;
  int64_t element_size;
  /// At least one.
  int64_t rank;
  int64_t shape[STRATA_MAXIMUM_RANK], from_strides[STRATA_MAXIMUM_RANK], to_strides[STRATA_MAXIMUM_RANK];
  /// Where the box starts on some axes, as int32 scalars that are read when it is copied. Each is clamped to
  /// `0...start_limits` and counts elements of `start_strides`.
  int64_t start_count;
  StrataAddress starts[STRATA_MAXIMUM_RANK];
  int64_t start_limits[STRATA_MAXIMUM_RANK], start_strides[STRATA_MAXIMUM_RANK];
  /// Whether the starts are places of the result.
  bool starts_in_result;
} StrataBox;

void strata_box_run(const StrataBox *box, void *const *bases);

/// Puts filling before, after and between the elements of a tensor, or takes elements away at its ends.
typedef struct {
  StrataAddress operand, filling, result;
  int64_t element_size;
  /// At least one.
  int64_t rank;
  int64_t operand_shape[STRATA_MAXIMUM_RANK], result_shape[STRATA_MAXIMUM_RANK];
  /// Places of the result before the first element, and between elements.
  int64_t low[STRATA_MAXIMUM_RANK], interior[STRATA_MAXIMUM_RANK];
  /// How many adjacent elements are moved as one: those of the axes after the last that is padded.
  int64_t run;
} StrataPad;

void strata_pad_run(const StrataPad *pad, void *const *bases);
