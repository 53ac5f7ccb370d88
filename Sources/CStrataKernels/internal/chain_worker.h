#pragma once

#include "../include/strata_chain.h"

/// What one thread works with that runs a chain.
typedef struct {
  const StrataChain *chain;
  void *const *bases;
  char *scratch;
  /// The elements of reads that are handed over, and the position of the first.
  const char *handed;
  int64_t first_handed;
  /// Where the elements of the current tile are.
  char *operands[STRATA_MAXIMUM_OPERANDS];
} StrataChainWorker;

void strata_chain_begin(StrataChainWorker *worker, const StrataChain *chain, void *const *bases, int64_t part);

/// Runs a chain that has neither groups nor reductions on some elements.
/// - Parameter handed: those that are handed over, which begin with element `first`.
void strata_chain_continue(StrataChainWorker *worker, int64_t first, int64_t count, const void *handed);
