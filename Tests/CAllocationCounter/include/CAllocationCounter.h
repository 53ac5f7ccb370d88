#pragma once

#include <stdbool.h>
#include <stdint.h>

/// How often this thread has called `malloc` or `calloc`, if these are counted.
int64_t allocation_count(void);

/// Begins to measure the memory that this thread takes from now on, if that is counted. A request that would make it
/// more than `limit` bytes gets none.
void peak_memory_begin(int64_t limit);

/// Ends measuring. Returns the most bytes that were in use at the same time since it began.
int64_t peak_memory_end(void);

/// Whether calls are counted: where the C library lets them be replaced and no sanitizer has done so.
bool allocations_are_counted(void);
