#include "internal/root_quotient.h"

typedef struct {
  float *results;
  const float *xs, *ys, *us;
  float z, v;
} Operands;

STRATA_INLINE Operands operands_of(void *result, const void *const *operands) {
  return (Operands){
      result, operands[0], operands[1], operands[3], *(const float *)operands[2], *(const float *)operands[4],
  };
}

STRATA_CLONES static void run_exactly(const Operands *operands, int64_t first, int64_t count) {
  const Operands o = *operands;
  STRATA_VECTORIZE for (int64_t i = first; i < count; i++)
    o.results[i] = o.xs[i] - o.ys[i] * o.z / (__builtin_elementwise_sqrt(o.us[i]) + o.v);
}

static void step_exactly(void *result, const void *const *operands, int64_t count) {
  const Operands o = operands_of(result, operands);
  run_exactly(&o, 0, count);
}

#if defined(__x86_64__) && defined(__linux__)

#include "internal/estimates.h"

WITH_ESTIMATES static void step_with_estimates(void *result, const void *const *operands, int64_t count) {
  const Operands o = operands_of(result, operands);
  const __m512 z = _mm512_set1_ps(o.z), v = _mm512_set1_ps(o.v);
  int64_t i = 0;
  for (; strata_is_usual_divisor(o.v) && i + 16 <= count; i += 16) {
    const __m512 y = _mm512_mul_ps(_mm512_loadu_ps(o.ys + i), z);
    const __m512 step = strata_root_quotient(y, _mm512_loadu_ps(o.us + i), v);
    _mm512_storeu_ps(o.results + i, _mm512_sub_ps(_mm512_loadu_ps(o.xs + i), step));
  }
  run_exactly(&o, i, count);
}

#endif

StrataKernel strata_root_quotient_step(void) {
#if defined(__x86_64__) && defined(__linux__)
  if (strata_has_estimates()) return step_with_estimates;
#endif
  return step_exactly;
}
