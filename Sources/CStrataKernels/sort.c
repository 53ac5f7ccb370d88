#include <string.h>

#include "include/strata_order.h"
#include "include/strata_parallel.h"
#include "internal/clones.h"

// Elements are sorted by their ranks, unsigned integers in the same order, so that one radix sort, which is
// stable, serves all types.

typedef struct {
  uint64_t rank;
  int64_t position;
} Item;

#define DIGIT_BITS 8
#define DIGITS (1 << DIGIT_BITS)
/// Shorter lines are sorted by insertion.
#define SHORT 40

int64_t strata_sort_scratch(const StrataSort *it) { return 2 * it->length * (int64_t)sizeof(Item); }

// MARK: Ranks

/// Both zeros have one rank.
STRATA_INLINE uint64_t rank_of_f32(float x) {
  uint32_t bits;
  const float value = x == 0.0f ? 0.0f : x;
  memcpy(&bits, &value, sizeof bits);
  return bits >> 31 ? ~bits : bits | 0x80000000u;
}

STRATA_INLINE uint64_t rank_of_f64(double x) {
  uint64_t bits;
  const double value = x == 0.0 ? 0.0 : x;
  memcpy(&bits, &value, sizeof bits);
  return bits >> 63 ? ~bits : bits | 0x8000000000000000u;
}

STRATA_INLINE uint64_t rank_of_half(uint16_t bits) {
  const uint16_t value = bits == 0x8000u ? 0 : bits;
  return value >> 15 ? (uint16_t)~value : value | 0x8000u;
}

/// Defines how `length` elements get their ranks; in descending order if `flip` has all the bits of a rank.
#define RANKS(name, type, RANK)                                                                        \
  static void name(Item *items, const void *line, int64_t length, int64_t stride, uint64_t flip) {     \
    const type *xs = line;                                                                             \
    for (int64_t i = 0; i < length; i++) {                                                             \
      const type x = xs[i * stride];                                                                   \
      items[i] = (Item){x != x ? UINT64_MAX : RANK(x) ^ flip, i};                                      \
    }                                                                                                  \
  }

/// The same for elements of two bytes, of which those beyond `infinity` are NaN.
#define RANKS_OF_HALVES(name, infinity)                                                                \
  static void name(Item *items, const void *line, int64_t length, int64_t stride, uint64_t flip) {     \
    const uint16_t *xs = line;                                                                         \
    for (int64_t i = 0; i < length; i++) {                                                             \
      const uint16_t x = xs[i * stride];                                                               \
      items[i] = (Item){(x & 0x7fffu) > (infinity) ? UINT64_MAX : rank_of_half(x) ^ flip, i};          \
    }                                                                                                  \
  }

#define UNSIGNED_RANK(x) ((uint64_t)(x))
#define RANK_OF_I32(x) ((uint64_t)((uint32_t)(x) ^ 0x80000000u))
#define RANK_OF_I64(x) ((uint64_t)(x) ^ 0x8000000000000000u)

RANKS(ranks_u8, uint8_t, UNSIGNED_RANK)
RANKS(ranks_i32, int32_t, RANK_OF_I32)
RANKS(ranks_u32, uint32_t, UNSIGNED_RANK)
RANKS(ranks_i64, int64_t, RANK_OF_I64)
RANKS_OF_HALVES(ranks_f16, 0x7c00u)
RANKS_OF_HALVES(ranks_bf16, 0x7f80u)
RANKS(ranks_f32, float, rank_of_f32)
RANKS(ranks_f64, double, rank_of_f64)

typedef void (*Ranks)(Item *items, const void *line, int64_t length, int64_t stride, uint64_t flip);

static Ranks ranks_of(StrataType type) {
  switch (type) {
    case STRATA_BOOL:
    case STRATA_UINT8: return ranks_u8;
    case STRATA_INT32: return ranks_i32;
    case STRATA_UINT32: return ranks_u32;
    case STRATA_INT64: return ranks_i64;
    case STRATA_FLOAT16: return ranks_f16;
    case STRATA_BFLOAT16: return ranks_bf16;
    case STRATA_FLOAT32: return ranks_f32;
    case STRATA_FLOAT64: return ranks_f64;
  }
}

// MARK: Sorting items

static void sort_by_insertion(Item *items, int64_t count) {
  for (int64_t i = 1; i < count; i++) {
    const Item item = items[i];
    int64_t place = i;
    for (; place > 0 && items[place - 1].rank > item.rank; place--) items[place] = items[place - 1];
    items[place] = item;
  }
}

/// Sorts by the lowest `bytes` bytes of the ranks.
/// \returns `items` or `other`, whichever has the result.
static Item *sort_by_digits(Item *items, Item *other, int64_t count, int64_t bytes) {
  for (int64_t shift = 0; shift < bytes * 8; shift += DIGIT_BITS) {
    int64_t places[DIGITS] = {0};
    for (int64_t i = 0; i < count; i++) places[items[i].rank >> shift & (DIGITS - 1)]++;
    // A digit that all have in common orders nothing.
    if (places[items[0].rank >> shift & (DIGITS - 1)] == count) continue;
    int64_t place = 0;
    for (int64_t digit = 0; digit < DIGITS; digit++) {
      const int64_t next = place + places[digit];
      places[digit] = place;
      place = next;
    }
    for (int64_t i = 0; i < count; i++) other[places[items[i].rank >> shift & (DIGITS - 1)]++] = items[i];
    Item *const sorted = other;
    other = items;
    items = sorted;
  }
  return items;
}

// MARK: Lines

typedef struct {
  const StrataSort *sort;
  Ranks ranks;
  const char *operand;
  char *result, *scratch;
  int32_t *positions;
} Run;

#define TAKE(type)                                                                                     \
  {                                                                                                    \
    for (int64_t i = 0; i < count; i++)                                                                \
      ((type *)result)[i * stride] = ((const type *)line)[items[i].position * stride];                 \
    break;                                                                                             \
  }

/// Gathers the elements of a line in the order of the items.
static void take(
    void *result, const void *line, const Item *items, int64_t size, int64_t count, int64_t stride) {
  switch (size) {
    case 1: TAKE(uint8_t)
    case 2: TAKE(uint16_t)
    case 4: TAKE(uint32_t)
    default: TAKE(uint64_t)
  }
}

static void sort_part(void *context, int64_t part) {
  const Run *run = context;
  const StrataSort *it = run->sort;
  const int64_t size = strata_size(it->type), lines = it->outer * it->inner;
  const uint64_t flip = it->descending ? UINT64_MAX >> (64 - 8 * size) : 0;
  Item *const items = (Item *)(run->scratch + part * strata_sort_scratch(it));
  const int64_t limit = lines * (part + 1) / it->parts;
  for (int64_t line = lines * part / it->parts; line < limit; line++) {
    const int64_t first = line / it->inner * it->length * it->inner + line % it->inner;
    run->ranks(items, run->operand + first * size, it->length, it->inner, flip);
    const Item *sorted = items;
    if (it->length <= SHORT)
      sort_by_insertion(items, it->length);
    else
      sorted = sort_by_digits(items, items + it->length, it->length, size);
    take(run->result + first * size, run->operand + first * size, sorted, size, it->length, it->inner);
    int32_t *positions = run->positions + first;
    for (int64_t i = 0; i < it->length; i++) positions[i * it->inner] = (int32_t)sorted[i].position;
  }
}

STRATA_INLINE char *resolve(StrataAddress address, void *const *bases) {
  return (char *)bases[address.base] + address.offset;
}

void strata_sort_run(const StrataSort *it, void *const *bases) {
  Run run = {
      it,
      ranks_of(it->type),
      resolve(it->operand, bases),
      resolve(it->result, bases),
      resolve(it->scratch, bases),
      (int32_t *)resolve(it->positions, bases)};
  strata_parallel(sort_part, &run, it->parts);
}
