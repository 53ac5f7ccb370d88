#pragma once

#include "strata_types.h"

/// A convolution with three spatial axes, channels last; kernel `[spatial…, group_channels, filters]`.
typedef struct {
  StrataType type;
  /// The operands in the order of the graph's node, and the result.
  StrataAddress left, right, result;
  int64_t batch, groups, group_channels, group_filters;
  int64_t input[3], kernel[3], output[3];
  int64_t strides[3], dilation[3], padding[3];
} StrataConvolution;

// For the types and geometries that oneDNN does not take.

void strata_convolution_run(const StrataConvolution *convolution, void *const *bases);
void strata_convolution_input_gradient_run(const StrataConvolution *convolution, void *const *bases);
void strata_convolution_kernel_gradient_run(const StrataConvolution *convolution, void *const *bases);
