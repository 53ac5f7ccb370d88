#pragma once

#include <stdbool.h>
#include <stdint.h>

/// The types of elements that kernels exist for. A bool is one byte, 0 or 1. Elements of float16 and bfloat16 are moved,
/// sorted and converted only.
typedef enum {
  STRATA_BOOL,
  STRATA_UINT8,
  STRATA_INT32,
  STRATA_UINT32,
  STRATA_INT64,
  STRATA_FLOAT16,
  STRATA_BFLOAT16,
  STRATA_FLOAT32,
  STRATA_FLOAT64,
} StrataType;

static inline int64_t strata_size(StrataType type) {
  switch (type) {
    case STRATA_BOOL:
    case STRATA_UINT8: return 1;
    case STRATA_FLOAT16:
    case STRATA_BFLOAT16: return 2;
    case STRATA_INT64:
    case STRATA_FLOAT64: return 8;
    default: return 4;
  }
}

/// Where a tensor lies: a row of the table of base pointers, and bytes from there.
typedef struct {
  int64_t base;
  int64_t offset;
} StrataAddress;

/// The most axes, after neighbours that can be merged have been, that a strided read may have.
#define STRATA_MAXIMUM_RANK 12
