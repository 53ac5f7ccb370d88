#pragma once

#include "strata_elementwise.h"
#include "strata_reduce.h"

/// How a chain gets at the elements of an operand that comes from memory.
typedef enum {
  /// Element i lies at position i: used in place.
  STRATA_READ_DIRECT,
  /// One element for all positions, for kernels that take a scalar: used in place.
  STRATA_READ_SCALAR,
  /// One element for all positions, repeated for kernels that take vectors.
  STRATA_READ_SPLAT,
  /// `period` adjacent elements, again and again.
  STRATA_READ_PERIODIC,
  /// The same, with a period that is the chain's group: used in place.
  STRATA_READ_GROUP,
  /// `shape` and `strides`.
  STRATA_READ_STRIDED,
  /// As strided, but element i of the memory has the value i; there is no memory.
  STRATA_READ_COUNTER,
  /// Random bits of the position; the memory holds the key, two uint32.
  STRATA_READ_RANDOM,
  /// Elements of no memory of their own: who runs the chain hands them over, some at a time.
  STRATA_READ_HANDED,
} StrataReadKind;

typedef struct {
  StrataReadKind kind;
  StrataType type;
  StrataAddress address;
  /// Where in a part's scratch memory the elements of a tile are gathered, in bytes; unused if direct.
  int64_t register_offset;
  int64_t period;
  int64_t rank;
  int64_t shape[STRATA_MAXIMUM_RANK];
  /// In elements.
  int64_t strides[STRATA_MAXIMUM_RANK];
  /// For a counter: the value of the first element.
  int64_t start;
} StrataRead;

/// Operands are numbered: the reads first, then the results of the instructions.
typedef struct {
  StrataKernel kernel;
  /// If there is one, it computes this instruction and those after it that it is made for.
  StrataBundle bundle;
  /// How many instructions are computed at once.
  int64_t width;
  int64_t operands[STRATA_MAXIMUM_ARITY];
  /// Where in a part's scratch memory the result goes, in bytes, unless it is written in place.
  int64_t register_offset;
} StrataInstruction;

typedef struct {
  int64_t operand;
  int64_t element_size;
  StrataAddress address;
  /// Whether the operand is computed right there; otherwise it is copied when a tile is done.
  bool in_place;
} StrataWrite;

/// What is left of an operand at the end of the chain.
typedef struct {
  StrataReduction reduction;
  StrataType type;
  int64_t operand;
  StrataAddress address;
  /// If positive, so many adjacent elements become one result, and a tile has whole rows of these.
  int64_t row_length;
  /// Otherwise there is a result for each of so many columns: a tile has whole rows of these, or lies within one.
  int64_t columns;
  /// Where in a part's scratch memory the totals of the columns are, in bytes.
  int64_t totals_offset;
} StrataChainReduction;

/// The most operands a chain may have.
#define STRATA_MAXIMUM_OPERANDS 256

/// A program that runs on one tile of elements after the other, so that what lies between its reads and its
/// writes stays in the first-level cache.
typedef struct {
  int64_t count;
  /// The most elements of a tile.
  int64_t tile;
  /// Tiles start anew after so many elements.
  int64_t group;
  int64_t read_count, instruction_count, write_count, reduction_count;
  const StrataRead *reads;
  const StrataInstruction *instructions;
  const StrataWrite *writes;
  const StrataChainReduction *reductions;
  StrataAddress scratch;
  int64_t scratch_per_part;
  int64_t parts;
  /// Whether to ask for the next tile while one is computed.
  bool prefetches;
} StrataChain;

void strata_chain_run(const StrataChain *chain, void *const *bases);
