#pragma once

#include <stdint.h>
#include <string.h>

#include "clones.h"

// Numbers of two bytes and float32, by integer arithmetic, which compilers turn into vectors on any processor. What is
// rounded goes to the nearest number, of two equally near ones to the even one.

STRATA_INLINE uint32_t bits_of_f32(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

STRATA_INLINE float f32_of_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

// MARK: bfloat16

STRATA_INLINE float f32_of_bf16(uint16_t x) { return f32_of_bits((uint32_t)x << 16); }

/// NaN stays NaN.
STRATA_INLINE uint16_t bf16_of_f32(float x) {
  const uint32_t bits = bits_of_f32(x), rounded = bits + 0x7fffu + (bits >> 16 & 1);
  return (uint16_t)((x != x ? bits | 0x400000u : rounded) >> 16);
}

// MARK: float16

/// The distance of the two types' exponents, where float32 has its exponent.
#define F16_EXPONENT_SHIFT (112u << 23)

STRATA_INLINE float f32_of_f16(uint16_t x) {
  const uint32_t magnitude = x & 0x7fffu, wide = (magnitude << 13) + F16_EXPONENT_SHIFT;
  const uint32_t subnormal = bits_of_f32((float)(int32_t)magnitude * 0x1p-24f);
  const uint32_t not_finite = wide + F16_EXPONENT_SHIFT;
  const uint32_t bits = magnitude < 0x400u ? subnormal : magnitude >= 0x7c00u ? not_finite : wide;
  return f32_of_bits(bits | (uint32_t)(x & 0x8000u) << 16);
}

/// From 65,520 on infinite. NaN stays NaN.
STRATA_INLINE uint16_t f16_of_f32(float x) {
  const uint32_t bits = bits_of_f32(x), magnitude = bits & 0x7fffffffu;
  const uint32_t normal = (magnitude - F16_EXPONENT_SHIFT + 0xfffu + (magnitude >> 13 & 1)) >> 13;
  // The sum with 1/2 is rounded to multiples of the smallest float16, which its last bits count.
  const uint32_t subnormal = bits_of_f32(f32_of_bits(magnitude) + 0.5f) - bits_of_f32(0.5f);
  const uint32_t finite = magnitude < 0x38800000u ? subnormal : normal;
  const uint32_t not_nan = magnitude >= 0x477ff000u ? 0x7c00u : finite;
  return (uint16_t)((x != x ? 0x7e00u : not_nan) | bits >> 16 & 0x8000u);
}

// MARK: float64

/// One of the two numbers around x, if it is not a float32 itself, namely that whose last bit is 1. Rounding it once more
/// to two bytes gives what rounding x would have.
STRATA_INLINE float f32_rounded_to_odd(double x) {
  const float nearest = (float)x;
  const uint32_t bits = bits_of_f32(nearest);
  const int is_beyond = __builtin_fabs((double)nearest) > __builtin_fabs(x);
  const uint32_t odd = (is_beyond ? bits - 1 : bits) | 1;
  const int is_exact = (double)nearest == x || x != x || (bits & 0x7fffffffu) == 0x7f800000u;
  return f32_of_bits(is_exact ? bits : odd);
}
