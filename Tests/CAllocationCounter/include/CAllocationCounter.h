#pragma once

#include <stdint.h>

/// How often this thread has called `malloc` or `calloc`; always 0 where they cannot be replaced.
int64_t allocation_count(void);
