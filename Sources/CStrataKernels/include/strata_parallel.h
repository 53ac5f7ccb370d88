#pragma once

#include <stdint.h>

/// Calls `body(context, part)` for each part in `0..<parts`, on the threads that oneDNN uses too.
///
/// Which part does what is for the caller to fix, so that results do not depend on how many threads there are.
void strata_parallel(void (*body)(void *context, int64_t part), void *context, int64_t parts);

/// How many threads `strata_parallel` uses at the most.
int64_t strata_thread_count(void);

/// What the process has used so far: seconds that passed, seconds on processors, and how often it was switched away
/// from one against its will.
typedef struct {
  double time, processor_time, switches;
} StrataRunUsage;

StrataRunUsage strata_parallel_usage(void);

/// To be called after each program that may have used several threads, with the usage before it: chooses how they wait
/// for each other next time, by whether other programs have taken our processors away.
void strata_parallel_watch(StrataRunUsage before);
