#include "CPeakMemory.h"

#include <errno.h>
#include <stddef.h>

#if defined(__GLIBC__) && !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)

#include <malloc.h>

static _Thread_local bool is_measuring;
static _Thread_local int64_t limit;
static _Thread_local int64_t in_use;
static _Thread_local int64_t peak;

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

bool memory_is_measured(void) { return true; }

// A program's own functions come before the C library's; these are the names under which those stay reachable.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

static bool is_too_much(size_t size) {
  return is_measuring && (size > (size_t)limit || in_use + (int64_t)size > limit);
}

static void *counted(void *block) {
  if (is_measuring && block) {
    in_use += (int64_t)malloc_usable_size(block);
    if (in_use > peak) peak = in_use;
  }
  return block;
}

static void uncount(void *block) {
  if (is_measuring && block) in_use -= (int64_t)malloc_usable_size(block);
}

static void *refuse(void) {
  errno = ENOMEM;
  return NULL;
}

void *malloc(size_t size) { return is_too_much(size) ? refuse() : counted(__libc_malloc(size)); }

void *calloc(size_t elements, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(elements, size, &bytes) || is_too_much(bytes)) return refuse();
  return counted(__libc_calloc(elements, size));
}

void *realloc(void *block, size_t size) {
  if (is_too_much(size)) return refuse();
  uncount(block);
  return counted(__libc_realloc(block, size));
}

void *memalign(size_t alignment, size_t size) {
  return is_too_much(size) ? refuse() : counted(__libc_memalign(alignment, size));
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **block, size_t alignment, size_t size) {
  void *result = memalign(alignment, size);
  if (!result) return ENOMEM;
  *block = result;
  return 0;
}

void free(void *block) {
  uncount(block);
  __libc_free(block);
}

#else

void peak_memory_begin(int64_t limit) { (void)limit; }

int64_t peak_memory_end(void) { return 0; }

bool memory_is_measured(void) { return false; }

#endif
