#include "internal/root_quotient.h"

#if defined(__x86_64__) && defined(__linux__)

#include <immintrin.h>

// The processor's own square root and division take longer than all else that an optimizer such as Adam does to a weight.
// Its estimates with 14 correct bits, each made better by one step of Newton's method, are as good to a unit in the last
// place and take a third of the time.

#define WITH_ESTIMATES __attribute__((target("avx512f,avx512dq")))

WITH_ESTIMATES STRATA_INLINE __m512 root(__m512 x) {
  const __m512 inverse = _mm512_rsqrt14_ps(x), estimate = _mm512_mul_ps(x, inverse);
  const __m512 half = _mm512_mul_ps(inverse, _mm512_set1_ps(0.5f));
  const __m512 better = _mm512_fmadd_ps(_mm512_fnmadd_ps(estimate, estimate, x), half, estimate);
  // Zeros and infinity, whose inverse root times themselves is no number, are their own roots.
  const __m512 result = _mm512_mask_mov_ps(better, _mm512_fpclass_ps_mask(x, 0x0e), x);
  const __mmask16 subnormal = _mm512_fpclass_ps_mask(x, 0x20);
  return subnormal == 0 ? result : _mm512_mask_sqrt_ps(result, subnormal, x);
}

WITH_ESTIMATES STRATA_INLINE __m512 quotient(__m512 x, __m512 y) {
  const __m512 inverse = _mm512_rcp14_ps(y);
  const __m512 better = _mm512_fmadd_ps(_mm512_fnmadd_ps(y, inverse, _mm512_set1_ps(1)), inverse, inverse);
  const __m512 size = _mm512_abs_ps(y);
  // The inverse of anything else is zero, infinite or not normalized.
  const __mmask16 usual = _mm512_cmp_ps_mask(size, _mm512_set1_ps(0x1p-126f), _CMP_GE_OQ) &
                          _mm512_cmp_ps_mask(size, _mm512_set1_ps(0x1p+125f), _CMP_LE_OQ);
  const __m512 result = _mm512_mul_ps(x, better);
  return usual == 0xffff ? result : _mm512_mask_div_ps(result, (__mmask16)~usual, x, y);
}

WITH_ESTIMATES static void step_with_estimates(void *result, const void *const *operands, int64_t count) {
  const float *xs = operands[0], *ys = operands[1], *us = operands[3];
  const __m512 z = _mm512_set1_ps(*(const float *)operands[2]), v = _mm512_set1_ps(*(const float *)operands[4]);
  for (int64_t i = 0; i < count; i += 16) {
    const __mmask16 lanes = count - i < 16 ? (__mmask16)((1u << (count - i)) - 1) : 0xffff;
    const __m512 x = _mm512_maskz_loadu_ps(lanes, xs + i), y = _mm512_maskz_loadu_ps(lanes, ys + i);
    const __m512 u = _mm512_maskz_loadu_ps(lanes, us + i);
    const __m512 step = quotient(_mm512_mul_ps(y, z), _mm512_add_ps(root(u), v));
    _mm512_mask_storeu_ps((float *)result + i, lanes, _mm512_sub_ps(x, step));
  }
}

#endif

STRATA_CLONES static void exact_step(void *result, const void *const *operands, int64_t count) {
  float *r = result;
  const float *xs = operands[0], *ys = operands[1], *us = operands[3];
  const float z = *(const float *)operands[2], v = *(const float *)operands[4];
  STRATA_VECTORIZE for (int64_t i = 0; i < count; i++)
    r[i] = xs[i] - ys[i] * z / (__builtin_elementwise_sqrt(us[i]) + v);
}

StrataKernel strata_root_quotient_step(void) {
#if defined(__x86_64__) && defined(__linux__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) return step_with_estimates;
#endif
  return exact_step;
}
