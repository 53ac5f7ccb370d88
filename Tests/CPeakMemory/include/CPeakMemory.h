#pragma once

#include <stdbool.h>
#include <stdint.h>

/// Begins to measure the memory that this thread takes from now on. A request that would make it more than `limit`
/// bytes gets none.
void peak_memory_begin(int64_t limit);

/// Ends measuring. Returns the most bytes that were in use at the same time since it began.
int64_t peak_memory_end(void);

/// Whether memory is measured: where the C library lets `malloc` be replaced and no sanitizer has done so.
bool memory_is_measured(void);
