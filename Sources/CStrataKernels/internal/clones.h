#pragma once

/// Compiles a function once for each x86-64 level; the loader picks. Functions it calls must be `STRATA_INLINE`
/// to be compiled for the same level.
#if defined(__x86_64__) && defined(__linux__)
#define STRATA_CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define STRATA_CLONES
#endif

#define STRATA_INLINE static inline __attribute__((always_inline))

/// States that the iterations of the next loop are independent; results may lie exactly over operands.
#define STRATA_VECTORIZE _Pragma("clang loop vectorize(assume_safety)")
