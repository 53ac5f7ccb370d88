#pragma once

#include <stdbool.h>
#include <stdint.h>

/// How often this thread has called `malloc` or `calloc`, if these are counted.
int64_t allocation_count(void);

/// Whether calls are counted: where the C library lets them be replaced and no sanitizer has done so.
bool allocations_are_counted(void);
