#pragma once

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "clones.h"

// Elementary functions of float32 without branches, so that loops over them vectorize. The polynomials are
// near-minimax fits (iteratively reweighted least squares); errors are a few units in the last place at most.

STRATA_INLINE float from_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

STRATA_INLINE uint32_t to_bits(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

/// x, or the bound beyond which it lies; NaN stays NaN.
STRATA_INLINE float clamp_f32(float low, float x, float high) {
  const float y = low > x ? low : x;
  return high < y ? high : y;
}

/// Splits x = k ln 2 + r with |r| ≤ ln 2 / 2, for |x| < 2^20, and gives exp(r) − 1.
/// - Parameter exponent: becomes a number whose low nine bits are k + bias. Those above vanish when it is shifted by 23.
STRATA_INLINE float reduced_expm1(float x, int32_t bias, uint32_t *exponent) {
  // Added to a small number, this leaves it rounded in the last bits.
  const float shift = 0x1.8p23f + (float)bias;
  const float shifted = x * 0x1.715476p+0f + shift, k = shifted - shift;
  *exponent = to_bits(shifted);
  // ln 2 in two parts; the first has so few bits that k times it is exact.
  const float high = 0x1.62e4p-1f, low = 0x1.7f7d1cp-20f;
  const float r = (x - k * high) - k * low;
  float p = 0.000199089043f;
  p = p * r + 0.00139345442f;
  p = p * r + 0.00833328411f;
  p = p * r + 0.0416664568f;
  p = p * r + 0.166666668f;
  p = p * r + 0.5f;
  return (r * r) * p + r;
}

// With the bias of float32's exponent, 127, that number shifted by 23 is 2^k.

STRATA_INLINE float exp_f32(float x) {
  uint32_t exponent;
  const float e = reduced_expm1(clamp_f32(-104.0f, x, 89.0f), 2 * 127, &exponent);
  // Scaling in two steps reaches 2^128 and the subnormal numbers.
  const uint32_t half = exponent >> 1;
  const float first = from_bits(half << 23), second = from_bits((exponent - half) << 23);
  return (e * first + first) * second;
}

STRATA_INLINE float expm1_f32(float x) {
  uint32_t exponent;
  const float e = reduced_expm1(clamp_f32(-18.0f, x, 89.0f), 127 - 1, &exponent);
  // One power less, doubled at the end: 2^128 would overflow although the result need not.
  const float scale = from_bits(exponent << 23);
  const float y = 2.0f * (e * scale + (scale - 0.5f));
  // Halves of the smallest numbers, and the sign of zero, would be lost.
  return fabsf(x) < 0x1p-25f ? x : y;
}

/// The polynomial of the Cephes library, evaluated in the order that Eigen and XLA use, so that results agree.
STRATA_INLINE float log_f32(float x) {
  const float scaled = x < 0x1p-126f ? x * 0x1p23f : x;
  const int32_t bias = x < 0x1p-126f ? 23 : 0;
  // The mantissa in [√½, √2).
  const int32_t k = (int32_t)(to_bits(scaled) - 0x3f3504f3u) >> 23;
  const float f = from_bits(to_bits(scaled) - ((uint32_t)k << 23)) - 1.0f;
  const float exponent = (float)(k - bias), square = f * f, cube = square * f;
  float high = 7.0376836292e-2f * f - 1.1514610310e-1f;
  float middle = -1.2420140846e-1f * f + 1.4249322787e-1f;
  float low = 2.0000714765e-1f * f - 2.4999993993e-1f;
  high = high * f + 1.1676998740e-1f;
  middle = middle * f - 1.6668057665e-1f;
  low = low * f + 3.3333331174e-1f;
  float p = high * cube + middle;
  p = p * cube + low;
  p = p * cube + exponent * -2.12194440e-4f;
  p = (f - 0.5f * square) + p;
  const float y = exponent * 0.693359375f + p;
  return x > 0.0f ? (x == INFINITY ? x : y) : x == 0.0f ? -INFINITY : NAN;
}

/// The rational function of the Cephes library near 0, as XLA has it.
STRATA_INLINE float log1p_f32(float x) {
  float p = 4.5270000862445199635215e-5f;
  p = p * x + 4.9854102823193375972212e-1f;
  p = p * x + 6.5787325942061044846969e0f;
  p = p * x + 2.9911919328553073277375e1f;
  p = p * x + 6.0949667980987787057556e1f;
  p = p * x + 5.7112963590585538103336e1f;
  p = p * x + 2.0039553499201281259648e1f;
  float q = x + 1.5062909083469192043167e1f;
  q = q * x + 8.3047565967967209469434e1f;
  q = q * x + 2.2176239823732856465394e2f;
  q = q * x + 3.0909872225312059774938e2f;
  q = q * x + 2.1642788614495947685003e2f;
  q = q * x + 6.0118660497603843919306e1f;
  const float square = x * x;
  const float tail = (x * square) * (p / q);
  const float near = x + (-0.5f * square + tail);
  return fabsf(x) < 0.41421356237f ? near : log_f32(1.0f + x);
}

/// expm1(2|x|) / (expm1(2|x|) + 2), with the sign of x.
STRATA_INLINE float tanh_f32(float x) {
  const float magnitude = fabsf(x), clamped = 10.0f < magnitude ? 10.0f : magnitude;
  uint32_t exponent;
  const float e = reduced_expm1(clamped + clamped, 127, &exponent);
  const float scale = from_bits(exponent << 23);
  const float y = e * scale + (scale - 1.0f);
  return copysignf(y / (y + 2.0f), x);
}

/// 1 / (1 + exp(−x)), with both sides of the fraction multiplied by 2^-24, so that exp(104) is finite.
STRATA_INLINE float logistic_f32(float x) {
  uint32_t exponent;
  const float e = reduced_expm1(clamp_f32(-40.0f, -x, 104.0f), 127 - 24, &exponent);
  const float scale = from_bits(exponent << 23);
  return 0x1p-24f / (e * scale + (scale + 0x1p-24f));
}

STRATA_INLINE float erf_f32(float x) {
  const float magnitude = fabsf(x), clamped = magnitude > 4.0f ? 4.0f : magnitude, z = x * x;
  float p = -9.68013694e-06f;
  p = p * z + 0.000112705447f;
  p = p * z - 0.000848471147f;
  p = p * z + 0.00522107488f;
  p = p * z - 0.0268654458f;
  p = p * z + 0.112837827f;
  p = p * z - 0.376126385f;
  p = p * z + 1.12837917f;
  // log(erfc x) is nearly a parabola on [1, 4].
  float q = -2.16867716e-05f;
  q = q * clamped + 0.000441335348f;
  q = q * clamped - 0.00420455619f;
  q = q * clamped + 0.0252082396f;
  q = q * clamped - 0.108418547f;
  q = q * clamped - 0.633219925f;
  q = q * clamped - 1.12957841f;
  q = q * clamped + 0.000188035928f;
  const float far = copysignf(1.0f - exp_f32(q), x);
  return x != x ? x : magnitude < 1.0f ? x * p : far;
}

/// M. Giles, "Approximating the erfinv function", 2012: the polynomials that XLA uses.
STRATA_INLINE float erf_inverse_f32(float x) {
  const float w = -log1p_f32(-x * x);
  const float near = w - 2.5f;
  float p = 2.81022636e-08f;
  p = p * near + 3.43273939e-07f;
  p = p * near - 3.5233877e-06f;
  p = p * near - 4.39150654e-06f;
  p = p * near + 0.00021858087f;
  p = p * near - 0.00125372503f;
  p = p * near - 0.00417768164f;
  p = p * near + 0.246640727f;
  p = p * near + 1.50140941f;
  const float far = __builtin_elementwise_sqrt(w) - 3.0f;
  float q = -0.000200214257f;
  q = q * far + 0.000100950558f;
  q = q * far + 0.00134934322f;
  q = q * far - 0.00367342844f;
  q = q * far + 0.00573950773f;
  q = q * far - 0.0076224613f;
  q = q * far + 0.00943887047f;
  q = q * far + 1.00167406f;
  q = q * far + 2.83297682f;
  return fabsf(x) == 1.0f ? x * INFINITY : (w < 5.0f ? p : q) * x;
}

// The circular functions and powers go through float64, whose rounding float32 does not see.

/// sin(x) and cos(x) for |x| < 2^22, at most a unit in the last place of float32 away.
STRATA_INLINE void sincos_f64(double x, double *sine, double *cosine) {
  const double k = rint(x * 0x1.45f306dc9c883p-1);
  const double r = (x - k * 0x1.921fb544p+0) - k * 0x1.0b4611a626331p-34, z = r * r;
  double s = 1.0 / 362880;
  s = s * z - 1.0 / 5040;
  s = s * z + 1.0 / 120;
  s = s * z - 1.0 / 6;
  s = s * z * r + r;
  double c = 1.0 / 40320 - z / 3628800;
  c = c * z - 1.0 / 720;
  c = c * z + 1.0 / 24;
  c = c * z - 0.5;
  c = c * z + 1.0;
  const int32_t quadrant = (int32_t)k;
  const double first = quadrant & 1 ? c : s, second = quadrant & 1 ? s : c;
  *sine = quadrant & 2 ? -first : first;
  *cosine = (quadrant + 1) & 2 ? -second : second;
}

/// log2(x) for a positive finite x of float32's range.
STRATA_INLINE double log2_f64(double x) {
  int64_t bits;
  memcpy(&bits, &x, sizeof bits);
  const int64_t k = (bits - 0x3fe6a09e667f3bcd) >> 52;
  const int64_t mantissa_bits = bits - (int64_t)((uint64_t)k << 52);
  double m;
  memcpy(&m, &mantissa_bits, sizeof m);
  const double s = (m - 1.0) / (m + 1.0), z = s * s;
  double p = 1.0 / 15;
  p = p * z + 1.0 / 13;
  p = p * z + 1.0 / 11;
  p = p * z + 1.0 / 9;
  p = p * z + 1.0 / 7;
  p = p * z + 1.0 / 5;
  p = p * z + 1.0 / 3;
  p = p * z + 1.0;
  return (double)(int32_t)k + 2.8853900817779268 * (s * p);
}

/// 2^x for |x| ≤ 1000.
STRATA_INLINE double exp2_f64(double x) {
  const double k = rint(x), r = (x - k) * 0.6931471805599453;
  double p = 1.0 / 40320;
  p = p * r + 1.0 / 5040;
  p = p * r + 1.0 / 720;
  p = p * r + 1.0 / 120;
  p = p * r + 1.0 / 24;
  p = p * r + 1.0 / 6;
  p = p * r + 0.5;
  p = p * r + 1.0;
  p = p * r + 1.0;
  const int64_t bits = (int64_t)((int32_t)k + 1023) << 52;
  double scale;
  memcpy(&scale, &bits, sizeof scale);
  return p * scale;
}

STRATA_INLINE float power_f32(float x, float y) {
  const float magnitude = fabsf(x);
  const double logarithm = magnitude == 0.0f      ? -INFINITY
                           : magnitude == INFINITY ? INFINITY
                                                   : log2_f64(magnitude);
  const double exponent = (double)y * logarithm;
  const double clamped = exponent > 200.0 ? 200.0 : exponent < -200.0 ? -200.0 : exponent;
  float r = (float)exp2_f64(clamped);
  r = x != x || y != y ? NAN : r;
  const int whole = rintf(y) == y, odd = whole && fabsf(y) < 0x1p24f && rintf(y * 0.5f) != y * 0.5f;
  const float negative = !whole && magnitude != 0.0f && magnitude != INFINITY ? NAN : odd ? -r : r;
  r = signbit(x) ? negative : r;
  return y == 0.0f || x == 1.0f || (magnitude == 1.0f && fabsf(y) == INFINITY) ? 1.0f : r;
}
