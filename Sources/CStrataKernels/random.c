#include "internal/random.h"

#include "internal/clones.h"

// J. K. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011.

STRATA_INLINE uint32_t rotate(uint32_t x, int by) { return x << by | x >> (32 - by); }

#define ROUND(by) b += a, a = rotate(a, by) ^ b;
#define ROUNDS_A ROUND(13) ROUND(15) ROUND(26) ROUND(6)
#define ROUNDS_B ROUND(17) ROUND(29) ROUND(16) ROUND(24)

STRATA_CLONES void strata_random_bits(uint32_t *result, const uint32_t *key, int64_t start, int64_t count) {
  const uint32_t k0 = key[0], k1 = key[1], k2 = k0 ^ k1 ^ 0x1bd11bdau;
  const uint32_t low = (uint32_t)start, high = (uint32_t)(start >> 32);
  STRATA_VECTORIZE for (int64_t i = 0; i < count; i++) {
    uint32_t a = low + (uint32_t)i;
    uint32_t b = high + (a < low);
    b += k0, a += k1;
    ROUNDS_A
    b += k1, a += k2 + 1;
    ROUNDS_B
    b += k2, a += k0 + 2;
    ROUNDS_A
    b += k0, a += k1 + 3;
    ROUNDS_B
    b += k1, a += k2 + 4;
    ROUNDS_A
    b += k2, a += k0 + 5;
    result[i] = a ^ b;
  }
}
