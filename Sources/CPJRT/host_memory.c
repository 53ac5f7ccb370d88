#include "include/host_memory.h"

// Says which C library this is.
#include <stdlib.h>

#if defined(__GLIBC__)
#include <limits.h>
#include <malloc.h>

bool strata_keep_freed_memory(void) {
  return mallopt(M_MMAP_MAX, 0) && mallopt(M_TRIM_THRESHOLD, INT_MAX);
}
#else
bool strata_keep_freed_memory(void) { return false; }
#endif
