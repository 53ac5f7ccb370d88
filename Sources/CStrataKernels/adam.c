#include "internal/elementwise.h"

// The update of Adam (Kingma & Ba, 2015) in one loop. As three kernels it takes half as long again, since each of them
// loads and stores what lies in the second-level cache.

/// What the loop reads and writes, and its constants.
typedef struct {
  const float *gradients, *old_means, *old_squares, *old_weights;
  float *means, *squares, *weights;
  /// How far the means move towards the new gradients and their squares.
  float share, square_share;
  float rate, epsilon;
} Update;

STRATA_INLINE Update update_of(void *const *results, const void *const *operands) {
  const void *const *mean = operands, *const *square = mean + STRATA_MAXIMUM_ARITY;
  const void *const *step = square + STRATA_MAXIMUM_ARITY;
  return (Update){
      .gradients = mean[1],
      .old_means = mean[0],
      .old_squares = square[0],
      .old_weights = step[0],
      .means = results[0],
      .squares = results[1],
      .weights = results[2],
      .share = *(const float *)mean[2],
      .square_share = *(const float *)square[2],
      .rate = *(const float *)step[2],
      .epsilon = *(const float *)step[4],
  };
}

STRATA_CLONES static void run_exactly(const Update *update, int64_t first, int64_t count) {
  const Update u = *update;
  STRATA_VECTORIZE for (int64_t i = first; i < count; i++) {
    const float g = u.gradients[i];
    const float mean = u.old_means[i] + (g - u.old_means[i]) * u.share;
    const float square = u.old_squares[i] + (g * g - u.old_squares[i]) * u.square_share;
    u.means[i] = mean;
    u.squares[i] = square;
    u.weights[i] = u.old_weights[i] - mean * u.rate / (__builtin_elementwise_sqrt(square) + u.epsilon);
  }
}

static void update_exactly(void *const *results, const void *const *operands, int64_t count) {
  const Update update = update_of(results, operands);
  run_exactly(&update, 0, count);
}

#if defined(__x86_64__) && defined(__linux__)

#include "internal/estimates.h"

WITH_ESTIMATES static void update_with_estimates(void *const *results, const void *const *operands, int64_t count) {
  const Update u = update_of(results, operands);
  const __m512 share = _mm512_set1_ps(u.share), square_share = _mm512_set1_ps(u.square_share);
  const __m512 rate = _mm512_set1_ps(u.rate), epsilon = _mm512_set1_ps(u.epsilon);
  int64_t i = 0;
  for (; strata_is_usual_divisor(u.epsilon) && i + 16 <= count; i += 16) {
    const __m512 g = _mm512_loadu_ps(u.gradients + i), m = _mm512_loadu_ps(u.old_means + i);
    const __m512 v = _mm512_loadu_ps(u.old_squares + i), w = _mm512_loadu_ps(u.old_weights + i);
    const __m512 mean = _mm512_fmadd_ps(_mm512_sub_ps(g, m), share, m);
    const __m512 square = _mm512_fmadd_ps(_mm512_fmsub_ps(g, g, v), square_share, v);
    const __m512 step = strata_root_quotient(_mm512_mul_ps(mean, rate), square, epsilon);
    _mm512_storeu_ps(u.means + i, mean);
    _mm512_storeu_ps(u.squares + i, square);
    _mm512_storeu_ps(u.weights + i, _mm512_sub_ps(w, step));
  }
  run_exactly(&u, i, count);
}

#endif

StrataBundle strata_adam_update(void) {
#if defined(__x86_64__) && defined(__linux__)
  if (strata_has_estimates()) return update_with_estimates;
#endif
  return update_exactly;
}
