#pragma once

#include <stdbool.h>

/// Makes `malloc` keep large blocks that are freed, instead of giving them back to the system, which would have to
/// clear them again for the next caller; and makes all threads share one heap, for those of the others are given back
/// in any case. To be called before the threads that it is meant for start. Does nothing where the C library has no
/// such settings.
/// - Returns: whether it has.
bool strata_keep_freed_memory(void);
