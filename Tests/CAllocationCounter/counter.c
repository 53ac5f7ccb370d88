#include "CAllocationCounter.h"

#include <errno.h>
#include <stddef.h>

static _Thread_local int64_t count;
static _Thread_local bool is_measuring;
static _Thread_local int64_t limit;
static _Thread_local int64_t in_use;
static _Thread_local int64_t peak;

int64_t allocation_count(void) { return count; }

void peak_memory_begin(int64_t new_limit) {
  limit = new_limit;
  in_use = 0;
  peak = 0;
  is_measuring = true;
}

int64_t peak_memory_end(void) {
  is_measuring = false;
  return peak;
}

#if defined(__GLIBC__) && !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)

#include <malloc.h>

bool allocations_are_counted(void) { return true; }

// A program's own functions come before the C library's; these are the names under which those stay reachable.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

static bool is_too_much(size_t size) {
  return is_measuring && (size > (size_t)limit || in_use + (int64_t)size > limit);
}

static void *refuse(void) {
  errno = ENOMEM;
  return NULL;
}

static void *taken(void *block) {
  if (is_measuring && block) {
    in_use += (int64_t)malloc_usable_size(block);
    if (in_use > peak) peak = in_use;
  }
  return block;
}

static void give_back(void *block) {
  if (is_measuring && block) in_use -= (int64_t)malloc_usable_size(block);
}

void *malloc(size_t size) {
  count++;
  return is_too_much(size) ? refuse() : taken(__libc_malloc(size));
}

void *calloc(size_t elements, size_t size) {
  count++;
  size_t bytes;
  if (__builtin_mul_overflow(elements, size, &bytes) || is_too_much(bytes)) return refuse();
  return taken(__libc_calloc(elements, size));
}

void *realloc(void *block, size_t size) {
  if (is_too_much(size)) return refuse();
  give_back(block);
  return taken(__libc_realloc(block, size));
}

void *memalign(size_t alignment, size_t size) {
  return is_too_much(size) ? refuse() : taken(__libc_memalign(alignment, size));
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **block, size_t alignment, size_t size) {
  void *result = memalign(alignment, size);
  if (!result) return ENOMEM;
  *block = result;
  return 0;
}

void free(void *block) {
  give_back(block);
  __libc_free(block);
}

#else

bool allocations_are_counted(void) { return false; }

#endif
