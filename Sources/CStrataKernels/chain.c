#include "include/strata_chain.h"

#include <string.h>

#include "include/strata_parallel.h"
#include "internal/chain_worker.h"
#include "internal/clones.h"
#include "internal/random.h"
#include "internal/reduction.h"

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
    case 2: COPY_RUN(uint16_t)
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
    case STRATA_FLOAT16:
    case STRATA_BFLOAT16: break;
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

// MARK: Reductions at the end

STRATA_INLINE StrataReductionKernels kernels_of(const StrataChainReduction *it) {
  return strata_reduction_kernels(it->reduction, it->type);
}

static void begin_reductions(const StrataChainWorker *worker) {
  for (int64_t i = 0; i < worker->chain->reduction_count; i++) {
    const StrataChainReduction *it = &worker->chain->reductions[i];
    if (it->row_length == 0) kernels_of(it).begin(worker->scratch + it->totals_offset, it->columns);
  }
}

static void reduce_tile(const StrataChainWorker *worker, int64_t start, int64_t count) {
  for (int64_t i = 0; i < worker->chain->reduction_count; i++) {
    const StrataChainReduction *it = &worker->chain->reductions[i];
    const StrataReductionKernels kernels = kernels_of(it);
    const char *operand = worker->operands[it->operand];
    char *totals = worker->scratch + it->totals_offset;
    if (it->row_length > 0) {
      char *result = resolve(it->address, worker->bases) + start / it->row_length * strata_size(it->type);
      kernels.rows(result, operand, count / it->row_length, it->row_length);
    } else if (it->columns == 1) {
      kernels.add_row(totals, operand, count);
    } else if (count < it->columns) {
      kernels.add_columns(totals + start % it->columns * kernels.total_size, operand, 1, count, count);
    } else {
      kernels.add_columns(totals, operand, count / it->columns, it->columns, it->columns);
    }
  }
}

/// Combines the totals of all parts, in the order of these.
static void end_reductions(const StrataChain *chain, void *const *bases) {
  for (int64_t i = 0; i < chain->reduction_count; i++) {
    const StrataChainReduction *it = &chain->reductions[i];
    if (it->row_length > 0) continue;
    const StrataReductionKernels kernels = kernels_of(it);
    char *totals = resolve(chain->scratch, bases) + it->totals_offset;
    for (int64_t part = 1; part < chain->parts; part++)
      kernels.combine(totals, totals + part * chain->scratch_per_part, it->columns);
    kernels.store(resolve(it->address, bases), totals, it->columns);
  }
}

// MARK: The interpreter

/// Asks for the next tile of a stream: the hardware does not see one in bursts as short as tiles.
STRATA_INLINE void prefetch(const char *memory, int64_t size) {
  for (int64_t offset = 0; offset < size; offset += 64) __builtin_prefetch(memory + offset, 0, 2);
}

/// Finds or computes the operands that are the same for all tiles, and says where the others are computed.
static void prepare_operands(StrataChainWorker *worker) {
  const StrataChain *chain = worker->chain;
  for (int64_t i = 0; i < chain->read_count; i++) {
    const StrataRead *read = &chain->reads[i];
    const int64_t size = strata_size(read->type);
    char *operand = worker->scratch + read->register_offset;
    worker->operands[i] = operand;
    if (read->kind == STRATA_READ_SCALAR)
      worker->operands[i] = resolve(read->address, worker->bases);
    else if (read->kind == STRATA_READ_SPLAT)
      copy_run(operand, resolve(read->address, worker->bases), 0, size, chain->tile);
    else if (read->kind == STRATA_READ_PERIODIC)
      fill_periodic(
          operand, resolve(read->address, worker->bases), read->period, chain->tile + read->period, size);
  }
  for (int64_t i = 0; i < chain->instruction_count; i++)
    worker->operands[chain->read_count + i] = worker->scratch + chain->instructions[i].register_offset;
}

static void read_tile(StrataChainWorker *worker, int64_t start, int64_t count) {
  const StrataChain *chain = worker->chain;
  for (int64_t i = 0; i < chain->read_count; i++) {
    const StrataRead *read = &chain->reads[i];
    const int64_t size = strata_size(read->type);
    switch (read->kind) {
      case STRATA_READ_DIRECT:
        worker->operands[i] = resolve(read->address, worker->bases) + start * size;
        if (chain->prefetches && start + count < chain->count)
          prefetch(worker->operands[i] + count * size, smaller(chain->tile, chain->count - start - count) * size);
        break;
      case STRATA_READ_PERIODIC:
        worker->operands[i] = worker->scratch + read->register_offset + start % read->period * size;
        break;
      case STRATA_READ_GROUP:
        worker->operands[i] = resolve(read->address, worker->bases) + start % read->period * size;
        break;
      case STRATA_READ_STRIDED:
        gather_tile(worker->operands[i], read, resolve(read->address, worker->bases), start, count);
        break;
      case STRATA_READ_COUNTER:
        gather_tile(worker->operands[i], read, 0, start, count);
        break;
      case STRATA_READ_RANDOM:
        strata_random_bits(
            (uint32_t *)worker->operands[i], (const uint32_t *)resolve(read->address, worker->bases), start, count);
        break;
      case STRATA_READ_HANDED:
        worker->operands[i] = (char *)worker->handed + (start - worker->first_handed) * size;
        break;
      case STRATA_READ_SCALAR:
      case STRATA_READ_SPLAT:
        break;
    }
  }
}

static void run_tile(StrataChainWorker *worker, int64_t start, int64_t count) {
  const StrataChain *chain = worker->chain;
  char **operands = worker->operands;
  for (int64_t i = 0; i < chain->write_count; i++) {
    const StrataWrite *write = &chain->writes[i];
    if (write->in_place)
      operands[write->operand] = resolve(write->address, worker->bases) + start * write->element_size;
  }
  read_tile(worker, start, count);
  for (int64_t i = 0; i < chain->instruction_count; i += chain->instructions[i].width) {
    const StrataInstruction *it = &chain->instructions[i];
    char *const *results = operands + chain->read_count + i;
    const void *inputs[STRATA_MAXIMUM_BUNDLE * STRATA_MAXIMUM_ARITY];
    for (int64_t j = 0; j < it->width * STRATA_MAXIMUM_ARITY; j++)
      inputs[j] = operands[it[j / STRATA_MAXIMUM_ARITY].operands[j % STRATA_MAXIMUM_ARITY]];
    if (it->bundle)
      it->bundle((void *const *)results, inputs, count);
    else
      it->kernel(*results, inputs, count);
  }
  reduce_tile(worker, start, count);
  for (int64_t i = 0; i < chain->write_count; i++) {
    const StrataWrite *write = &chain->writes[i];
    if (!write->in_place)
      memcpy(
          resolve(write->address, worker->bases) + start * write->element_size, operands[write->operand],
          (size_t)(count * write->element_size));
  }
}

void strata_chain_begin(StrataChainWorker *worker, const StrataChain *chain, void *const *bases, int64_t part) {
  worker->chain = chain;
  worker->bases = bases;
  worker->scratch = resolve(chain->scratch, bases) + part * chain->scratch_per_part;
  prepare_operands(worker);
}

void strata_chain_continue(StrataChainWorker *worker, int64_t first, int64_t count, const void *handed) {
  worker->handed = handed;
  worker->first_handed = first;
  const int64_t tile = worker->chain->tile;
  for (int64_t done = 0; done < count; done += tile) run_tile(worker, first + done, smaller(tile, count - done));
}

static void run_part(void *context, int64_t part) {
  const Run *run = context;
  const StrataChain *chain = run->chain;
  const int64_t tiles_per_group = (chain->group + chain->tile - 1) / chain->tile;
  const int64_t tiles = tiles_per_group * (chain->count / chain->group);
  StrataChainWorker worker;
  strata_chain_begin(&worker, chain, run->bases, part);
  begin_reductions(&worker);
  const int64_t last = tiles * (part + 1) / chain->parts;
  for (int64_t tile = tiles * part / chain->parts; tile < last; tile++) {
    const int64_t in_group = tile % tiles_per_group * chain->tile;
    run_tile(
        &worker, tile / tiles_per_group * chain->group + in_group, smaller(chain->tile, chain->group - in_group));
  }
}

void strata_chain_run(const StrataChain *chain, void *const *bases) {
  Run run = {chain, bases};
  strata_parallel(run_part, &run, chain->parts);
  end_reductions(chain, bases);
}
