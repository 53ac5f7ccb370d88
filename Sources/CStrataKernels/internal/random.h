#pragma once

#include <stdint.h>

/// Elements `start..<(start + count)` of the stream of `key`: `a ^ b` of threefry2x32 (20 rounds) of the position.
void strata_random_bits(uint32_t *result, const uint32_t *key, int64_t start, int64_t count);
