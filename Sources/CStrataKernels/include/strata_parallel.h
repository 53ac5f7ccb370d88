#pragma once

#include <stdint.h>

/// Calls `body(context, part)` for each part in `0..<parts`, on the threads that oneDNN uses too.
///
/// Which part does what is for the caller to fix, so that results do not depend on how many threads there are.
void strata_parallel(void (*body)(void *context, int64_t part), void *context, int64_t parts);

/// How many threads `strata_parallel` uses at the most.
int64_t strata_thread_count(void);

/// Lets what the calling thread starts use so many threads. Returns how many it was before.
int64_t strata_set_thread_count(int64_t count);

/// What the process has used so far: seconds that passed, seconds on processors, and how often it was switched away
/// from one against its will. All 0 if that was not looked at.
typedef struct {
  double time, processor_time, switches;
} StrataRunUsage;

/// To be called before each program that may use several threads.
StrataRunUsage strata_run_begins(void);

/// To be called after it, with what the call before it returned: chooses how the threads wait for each other next time,
/// by whether other programs have taken our processors away.
void strata_run_ends(StrataRunUsage before);
