#pragma once

/// Compiles a function once for each x86-64 level; the loader picks. Functions it calls must be `STRATA_INLINE`
/// to be compiled for the same level.
#if defined(__x86_64__) && defined(__linux__)
#define STRATA_CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
/// Of an inlined function: where vectors have 512 bits, the function around it uses them. This suits loops of long
/// calculations; others are bound by memory.
#define STRATA_WIDE __attribute__((min_vector_width(512)))
#else
#define STRATA_CLONES
#define STRATA_WIDE
#endif

#define STRATA_INLINE static inline __attribute__((always_inline))

/// States that the iterations of the next loop are independent; results may lie exactly over operands.
#define STRATA_VECTORIZE _Pragma("clang loop vectorize(assume_safety)")

/// The same for 16 elements at a time. Where vectors have fewer, the processor works on several while one waits for
/// what it is computed from.
#define STRATA_VECTORIZE_WIDE _Pragma("clang loop vectorize(assume_safety) vectorize_width(16)")
