#include "CAllocationCounter.h"

#include <stddef.h>

static _Thread_local int64_t count;

int64_t allocation_count(void) { return count; }

#if defined(__GLIBC__) && !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)

bool allocations_are_counted(void) { return true; }

// A program's own `malloc` comes before the C library's; these are the names under which that stays reachable.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);

void *malloc(size_t size) {
  count++;
  return __libc_malloc(size);
}

void *calloc(size_t elements, size_t size) {
  count++;
  return __libc_calloc(elements, size);
}

#else

bool allocations_are_counted(void) { return false; }

#endif
