#pragma once

#include <immintrin.h>
#include <stdbool.h>

#include "clones.h"

// The processor's own square root and division take longer than all else that an optimizer such as Adam does to a weight.
// Its estimates with 14 correct bits, each made better by one step of Newton's method, are as good to a unit in the last
// place and take a third of the time.

#define WITH_ESTIMATES __attribute__((target("avx512f,avx512dq")))

STRATA_INLINE bool strata_has_estimates(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq");
}

/// Whether `strata_root_quotient` may be used: beside v, the roots of subnormal numbers vanish, and the sum of v and any
/// root has an inverse that is a normal number.
STRATA_INLINE bool strata_is_usual_divisor(float v) { return v >= 0x1p-36f && v <= 0x1p100f; }

/// x / (√u + v)
WITH_ESTIMATES STRATA_INLINE __m512 strata_root_quotient(__m512 x, __m512 u, __m512 v) {
  // Not that of zero, which times zero is no number.
  const __m512 inverse_root = _mm512_rsqrt14_ps(_mm512_max_ps(u, _mm512_set1_ps(0x1p-126f)));
  const __m512 estimate = _mm512_mul_ps(u, inverse_root), half = _mm512_mul_ps(inverse_root, _mm512_set1_ps(0.5f));
  const __m512 root = _mm512_fmadd_ps(_mm512_fnmadd_ps(estimate, estimate, u), half, estimate);
  const __m512 divisor = _mm512_add_ps(root, v), inverse = _mm512_rcp14_ps(divisor);
  const __m512 result = _mm512_mul_ps(
      x, _mm512_fmadd_ps(_mm512_fnmadd_ps(divisor, inverse, _mm512_set1_ps(1)), inverse, inverse));
  // The bits of negative numbers, of infinity and of what is no number are larger than those of all others.
  const __mmask16 exact = _mm512_cmpge_epu32_mask(_mm512_castps_si512(u), _mm512_set1_epi32(0x7f800000));
  return exact == 0 ? result : _mm512_mask_div_ps(result, exact, x, _mm512_add_ps(_mm512_sqrt_ps(u), v));
}
