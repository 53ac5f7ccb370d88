#include "include/strata_chain.h"

#include <string.h>

#include "include/strata_parallel.h"
#include "internal/clones.h"
#include "internal/random.h"

typedef struct {
  const StrataChain *chain;
  void *const *bases;
} Run;

STRATA_INLINE int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

STRATA_INLINE char *resolve(StrataAddress address, void *const *bases) {
  return (char *)bases[address.base] + address.offset;
}

// MARK: Strided reads

#define COPY_RUN(type)                                                                                 \
  {                                                                                                    \
    type *r = result;                                                                                  \
    const type *x = from;                                                                              \
    if (stride == 0) {                                                                                 \
      const type value = *x;                                                                           \
      for (int64_t i = 0; i < count; i++) r[i] = value;                                                \
    } else {                                                                                           \
      for (int64_t i = 0; i < count; i++) r[i] = x[i * stride];                                        \
    }                                                                                                  \
    break;                                                                                             \
  }

STRATA_CLONES static void copy_run(void *result, const void *from, int64_t stride, int64_t size, int64_t count) {
  if (stride == 1) {
    memcpy(result, from, (size_t)(count * size));
    return;
  }
  switch (size) {
    case 1: COPY_RUN(uint8_t)
    case 4: COPY_RUN(uint32_t)
    default: COPY_RUN(uint64_t)
  }
}

#define COUNT_RUN(type)                                                                                \
  {                                                                                                    \
    type *r = result;                                                                                  \
    for (int64_t i = 0; i < count; i++) r[i] = (type)(first + i * stride);                             \
    break;                                                                                             \
  }

STRATA_CLONES static void count_run(void *result, StrataType type, int64_t first, int64_t stride, int64_t count) {
  switch (type) {
    case STRATA_BOOL:
      for (int64_t i = 0; i < count; i++) ((uint8_t *)result)[i] = first + i * stride != 0;
      break;
    case STRATA_UINT8: COUNT_RUN(uint8_t)
    case STRATA_INT32:
    case STRATA_UINT32: COUNT_RUN(uint32_t)
    case STRATA_INT64: COUNT_RUN(int64_t)
    case STRATA_FLOAT32: COUNT_RUN(float)
    case STRATA_FLOAT64: COUNT_RUN(double)
  }
}

/// Gathers elements `start..<(start + count)` of a strided read or a counter.
static void gather_tile(
    char *result, const StrataRead *read, const char *memory, int64_t start, int64_t count) {
  const int64_t size = strata_size(read->type), last = read->rank - 1;
  int64_t position[STRATA_MAXIMUM_RANK], offset = 0;
  for (int64_t axis = last; axis >= 0; axis--) {
    position[axis] = start % read->shape[axis];
    start /= read->shape[axis];
    offset += position[axis] * read->strides[axis];
  }
  while (count > 0) {
    const int64_t run = smaller(count, read->shape[last] - position[last]);
    if (read->kind == STRATA_READ_COUNTER)
      count_run(result, read->type, read->start + offset, read->strides[last], run);
    else
      copy_run(result, memory + offset * size, read->strides[last], size, run);
    result += run * size;
    count -= run;
    offset -= position[last] * read->strides[last];
    position[last] = 0;
    for (int64_t axis = last - 1; axis >= 0; axis--) {
      offset += read->strides[axis];
      if (++position[axis] < read->shape[axis]) break;
      offset -= read->shape[axis] * read->strides[axis];
      position[axis] = 0;
    }
  }
}

/// Repeats the first `period` elements of `memory` over `count` elements.
static void fill_periodic(char *result, const char *memory, int64_t period, int64_t count, int64_t size) {
  for (int64_t done = 0; done < count; done += period)
    memcpy(result + done * size, memory, (size_t)(smaller(period, count - done) * size));
}

// MARK: The interpreter

/// Asks for the next tile of a stream: the hardware does not see one in bursts as short as tiles.
STRATA_INLINE void prefetch(const char *memory, int64_t size) {
  for (int64_t offset = 0; offset < size; offset += 64) __builtin_prefetch(memory + offset, 0, 2);
}

static void run_part(void *context, int64_t part) {
  const Run *run = context;
  const StrataChain *chain = run->chain;
  const int64_t tiles = (chain->count + chain->tile - 1) / chain->tile;
  const int64_t first = tiles * part / chain->parts, last = tiles * (part + 1) / chain->parts;
  if (first == last) return;

  char *scratch = resolve(chain->scratch, run->bases) + part * chain->scratch_per_part;
  char *operands[STRATA_MAXIMUM_OPERANDS];
  for (int64_t i = 0; i < chain->read_count; i++) {
    const StrataRead *read = &chain->reads[i];
    const int64_t size = strata_size(read->type);
    operands[i] = scratch + read->register_offset;
    if (read->kind == STRATA_READ_SCALAR)
      operands[i] = resolve(read->address, run->bases);
    else if (read->kind == STRATA_READ_SPLAT)
      copy_run(operands[i], resolve(read->address, run->bases), 0, size, chain->tile);
    else if (read->kind == STRATA_READ_PERIODIC)
      fill_periodic(
          operands[i], resolve(read->address, run->bases), read->period, chain->tile + read->period, size);
  }
  for (int64_t i = 0; i < chain->instruction_count; i++)
    operands[chain->read_count + i] = scratch + chain->instructions[i].register_offset;

  for (int64_t tile = first; tile < last; tile++) {
    const int64_t start = tile * chain->tile, count = smaller(chain->tile, chain->count - start);
    for (int64_t i = 0; i < chain->write_count; i++) {
      const StrataWrite *write = &chain->writes[i];
      if (write->in_place)
        operands[write->operand] = resolve(write->address, run->bases) + start * write->element_size;
    }
    for (int64_t i = 0; i < chain->read_count; i++) {
      const StrataRead *read = &chain->reads[i];
      const int64_t size = strata_size(read->type);
      switch (read->kind) {
        case STRATA_READ_DIRECT:
          operands[i] = resolve(read->address, run->bases) + start * size;
          if (tile + 1 < last) prefetch(operands[i] + chain->tile * size, chain->tile * size);
          break;
        case STRATA_READ_PERIODIC:
          operands[i] = scratch + read->register_offset + start % read->period * size;
          break;
        case STRATA_READ_STRIDED:
          gather_tile(operands[i], read, resolve(read->address, run->bases), start, count);
          break;
        case STRATA_READ_COUNTER:
          gather_tile(operands[i], read, 0, start, count);
          break;
        case STRATA_READ_RANDOM:
          strata_random_bits(
              (uint32_t *)operands[i], (const uint32_t *)resolve(read->address, run->bases), start, count);
          break;
        case STRATA_READ_SCALAR:
        case STRATA_READ_SPLAT:
          break;
      }
    }
    for (int64_t i = 0; i < chain->instruction_count; i++) {
      const StrataInstruction *it = &chain->instructions[i];
      const void *inputs[STRATA_MAXIMUM_ARITY];
      for (int64_t j = 0; j < STRATA_MAXIMUM_ARITY; j++) inputs[j] = operands[it->operands[j]];
      it->kernel(operands[chain->read_count + i], inputs, count);
    }
    for (int64_t i = 0; i < chain->write_count; i++) {
      const StrataWrite *write = &chain->writes[i];
      if (!write->in_place)
        memcpy(
            resolve(write->address, run->bases) + start * write->element_size, operands[write->operand],
            (size_t)(count * write->element_size));
    }
  }
}

void strata_chain_run(const StrataChain *chain, void *const *bases) {
  Run run = {chain, bases};
  strata_parallel(run_part, &run, chain->parts);
}
