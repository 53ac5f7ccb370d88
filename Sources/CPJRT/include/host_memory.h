#pragma once

#include <stdbool.h>

/// Makes `malloc` keep large blocks that are freed, instead of giving them back to the system, which would have to
/// clear them again for the next caller. Does nothing where the C library has no such settings.
/// - Returns: whether it has.
bool strata_keep_freed_memory(void);
